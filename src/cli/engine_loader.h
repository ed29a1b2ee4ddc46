#pragma once

#include "wgan/commands/engine.h"

namespace wgan {

/// Loads libwgan.so from beside the program, or from ../lib. Throws Error(kFailed).
Engine& engine();

}  // namespace wgan
