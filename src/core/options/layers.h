#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "wgan/options/flags.h"

/// Layers of settings: what one file, or the command line, says. Private to this room.
namespace wgan {

/// The assignments of one layer, in the order in which they were given; the last one counts.
using SettingsLayer = std::vector<Assignment>;

/// What the layer says of a flag; null if it says nothing.
const Assignment* last(const SettingsLayer& layer, const std::string& flag);

/// What the strongest of the layers that mention a flag says of it. They stand in rising order.
const Assignment* strongest(const std::vector<const SettingsLayer*>& layers,
                            const std::string& flag);

/// The flags in a file. Throws Error(kUsage).
SettingsLayer read_layer(const std::filesystem::path& file);

/// The flags of a preset in the folder `configs`. Throws Error(kUsage) with the near miss and
/// `source` if there is no such preset.
SettingsLayer read_preset(const std::string& name, const std::filesystem::path& configs,
                          const std::string& source);

/// Throws Error(kUsage) if a file names another one that it builds on.
void refuse_nested(const SettingsLayer& layer);

}  // namespace wgan
