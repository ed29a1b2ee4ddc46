#pragma once

#include <string>

#include "wgan/options/settings.h"

namespace wgan {

/// Returns what `train --dry-run` prints.
std::string plan(const TrainSettings& settings);

}  // namespace wgan
