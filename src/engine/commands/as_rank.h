#pragma once

#include <functional>

#include "model.h"
#include "wgan/base/error.h"
#include "wgan/distributed/join.h"

/// Commands as one of several processes that a launcher started.
namespace wgan {

/// Calls `work` as one of the processes of a launch, once all are there. Ranks other than 0 are
/// silent. Throws Error, without a message where another rank tells the user.
ExitCode as_rank(const Launch& launch, const JoinOptions& options,
                 const std::function<ExitCode(const ProcessGroup& group)>& work);

/// Opens a model and calls `work` as one of the processes of a launch or, if there is none, alone.
/// Throws Error(kUsage) if the ranks have another model or another `command`.
ExitCode with_model_on_ranks(
    const ModelOptions& options, const std::string& command,
    const std::function<void(const OpenedModel& opened, const ProcessGroup& group)>& work);

/// Chooses the device and the threads of this process, if the user did not: its own GPU, and its
/// share of the host's cores.
void take_own_part(std::string& device, int64_t& threads, const Launch& launch);

/// Throws Error(kUsage) that says how the first rank with another text than rank 0 differs. A text
/// has a line "NAME VALUE" for each thing that must be the same.
void check_same_everywhere(const std::string& lines, const ProcessGroup& group);

/// Which part of some items is for a rank.
struct Share {
  int64_t first = 0, count = 0;
};
/// Returns the part of `all` items that is for a rank of the group. The parts begin at multiples of
/// `step`; all but the last ones are of one size.
Share share_of(int64_t all, int64_t step, int64_t rank, int64_t ranks);

}  // namespace wgan
