#pragma once

#include <cstdint>
#include <vector>

#include "model.h"
#include "wgan/commands/sample.h"
#include "wgan/report/report.h"

namespace wgan {

/// Returns the seeds of the --best pictures of `sample`, the best first. `label` is their class; -1
/// for that of each seed. Throws Error(kUsage) if what is needed to choose is not named.
std::vector<uint64_t> picked_seeds(const Sample& options, const OpenedModel& opened, int64_t label,
                                   Console& console);

}  // namespace wgan
