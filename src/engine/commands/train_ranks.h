#pragma once

#include "wgan/commands/train.h"
#include "wgan/distributed/launch.h"
#include "wgan/distributed/process_group.h"

/// What the ranks of a run settle before they train.
namespace wgan {

/// Trains as one of the processes of a launch. Throws like as_rank, and Error(kUsage) naming the
/// differences if the ranks are of different versions, have other numbers of threads, or were given
/// other settings.
ExitCode train_as_rank(const Train& request, const Launch& launch);

/// Returns the settings that rank 0 has settled, with this process's device, threads and pictures.
TrainSettings settings_of_leader(const TrainSettings& settled, const TrainOptions& own,
                                 const ProcessGroup& group);

/// Throws Error(kUsage) unless the ranks can share a batch.
void check_shares(const TrainOptions& options, const ProcessGroup& group);

/// Returns the options as they are for the work of one rank: with its share of the batch.
TrainOptions of_one_rank(TrainOptions options, const ProcessGroup& group);

/// Throws Error(kData) if the ranks have other pictures. `fingerprint` is that of this rank's.
void check_same_pictures_everywhere(const std::string& fingerprint, const ProcessGroup& group);

}  // namespace wgan
