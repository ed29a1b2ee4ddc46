#pragma once

#include <string>

#include "wgan/options/flags.h"
#include "wgan/options/recipes.h"

namespace wgan {

/// Returns the defaults of an architecture as the flags set them.
inline NetworkOptions options_of(const std::string& arch) {
  TrainOptions options;
  const Flags flags = train_flags(options);
  options.network.arch = arch;
  for (const auto& [flag, value] : settings_of_arch(arch))
    assign(find_flag(flags, flag, "test"), value, "test");
  return options.network;
}

}  // namespace wgan
