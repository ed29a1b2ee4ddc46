#pragma once

#include "wgan/commands/command.h"

namespace wgan {

/// Throws Error(kUsage) if `wgan data COMMAND` was given no pictures.
void need_data(const SourceOptions& source, const char* command);

}  // namespace wgan
