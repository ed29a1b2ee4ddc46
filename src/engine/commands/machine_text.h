#pragma once

#include <string>
#include <vector>

#include "wgan/options/options.h"

namespace wgan {

/// What the last bits of a run's numbers depend on, a line for each: device, threads, processor,
/// libraries, variables of the environment.
std::string machine_text(const TrainOptions& options);

/// What differs in `now` from `before`, two such texts: "--threads 2 (so far --threads 1)".
std::vector<std::string> machine_differences(const std::string& before, const std::string& now);

}  // namespace wgan
