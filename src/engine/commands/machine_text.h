#pragma once

#include <string>
#include <vector>

#include "wgan/options/options.h"

namespace wgan {

/// Returns what the last bits of a run's numbers depend on, one per line: device, threads,
/// processor, libraries, environment variables, number of processes.
std::string machine_text(const TrainOptions& options, int64_t ranks = 1);

/// Returns how the machine_text `now` differs from `before`: "--threads 2 (so far --threads 1)".
std::vector<std::string> machine_differences(const std::string& before, const std::string& now);

}  // namespace wgan
