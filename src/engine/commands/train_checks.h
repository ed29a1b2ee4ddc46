#pragma once

#include "wgan/data/data.h"
#include "wgan/report/report.h"
#include "wgan/run/run_folder.h"
#include "wgan/training/state.h"

/// The checks of `wgan train` before it writes anything.
namespace wgan {

/// Returns a text that distinguishes one set of prepared pictures from another.
std::string fingerprint(const PictureSet& set);

/// Checks that a resumed run sees the pictures that it began with, since their order is a function
/// of their number. Returns whether it does. Throws Error(kData) if it does not and that is not
/// allowed.
bool check_same_pictures(const RunFacts& stored, const std::string& found, const TrainOptions& o,
                         Console& console);

/// Throws Error(kData) if the classes of a resumed run are not those that it began with: networks
/// know classes by their numbers.
void check_same_classes(const RunFacts& stored, const std::vector<std::string>& found,
                        const TrainOptions& o);

/// Throws Error(kUsage) if a run that has come to `step` follows a schedule that was made for
/// another length than `steps`, unless --allow-change.
void check_same_length(const RunFacts& stored, const TrainOptions& o, int64_t step, int64_t steps);

/// Throws Error(kData) if there is nothing where a resumed run's pictures were.
void check_still_there(const TrainOptions& o);

/// Warns of changes of the machine since the run's last start, which affect the last bits of
/// numbers.
void warn_of_other_machine(const RunFacts& stored, const std::string& machine,
                           const TrainOptions& o, Console& console);

/// Returns the bytes that the run still writes at most: the states still to be kept, one being
/// written, the models and a sheet of samples.
double bytes_to_write(const TrainOptions& o, const TrainingState& state, const RunFolder& folder,
                      int64_t steps);

/// Throws Error(kDisk) if the disk has no room for these.
void check_room(const TrainOptions& o, const TrainingState& state, const RunFolder& folder,
                int64_t steps);

/// Throws Error(kModel) if the counters of a state, which may be a stranger's, leave no room for
/// the remaining steps: what a run saves must be readable again.
void check_counters(const Progress& p, const TrainOptions& o, int64_t steps, const Path& file);

/// Returns how long the run takes and how much room, by an estimate, and where it takes more than a
/// day on a processor, when there is something to see and what would end sooner. A line each.
std::vector<std::string> expectations(const TrainOptions& o, const TrainingState& state,
                                      const RunFolder& folder, int64_t steps, Device device);

/// Throws Error(kData) if there are too few pictures to make a batch.
void check_enough(const PictureSet& pictures, const TrainOptions& o);

}  // namespace wgan
