#pragma once

#include "wgan/data/data.h"
#include "wgan/report/report.h"
#include "wgan/run/run_folder.h"
#include "wgan/training/state.h"

/// What a start of `wgan train` makes sure of before it writes anything.
namespace wgan {

/// Tells one set of prepared pictures from another.
std::string fingerprint(const PictureSet& set);

/// A run that goes on must see the pictures that it began with: their order is a function of their
/// number. Returns whether it does. Throws Error(kData) if it does not and that is not allowed.
bool check_same_pictures(const RunFacts& stored, const std::string& found, const TrainOptions& o,
                         Console& console);

/// Networks that learn classes know them by their numbers. Throws Error(kData) if those of a run
/// that goes on are not the ones that it began with.
void check_same_classes(const RunFacts& stored, const std::vector<std::string>& found,
                        const TrainOptions& o);

/// Throws Error(kData) if a run that goes on finds nothing where its pictures were.
void check_still_there(const TrainOptions& o);

/// Warns of what computes now and did not so far, since the last bits of the numbers depend on it.
void warn_of_other_machine(const RunFacts& stored, const std::string& machine,
                           const TrainOptions& o, Console& console);

/// Throws Error(kDisk) if the disk has no room for the states that are to be kept and are not there
/// yet, one in the making, the model and a grid of samples.
void check_room(const TrainOptions& o, const TrainingState& state, const RunFolder& folder,
                int64_t steps);

/// Throws Error(kModel) if the counters of a state, which a stranger may have made, leave no room
/// for the steps that are to come: what a run saves must be read again.
void check_counters(const Progress& p, const TrainOptions& o, int64_t steps, const Path& file);

/// Throws Error(kData) if there are too few pictures to make a batch.
void check_enough(const PictureSet& pictures, const TrainOptions& o);

}  // namespace wgan
