#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "wgan/options/flags.h"

/// Layers of settings: the contents of one file, or of the command line. Private to this folder.
namespace wgan {

/// The assignments of one layer, in the order given; the last one counts.
using SettingsLayer = std::vector<Assignment>;

/// Returns the layer's assignment of a flag; null if there is none.
const Assignment* last(const SettingsLayer& layer, const std::string& flag);

/// Returns the assignment of a flag in the strongest layer that has one. The layers are in rising
/// order.
const Assignment* strongest(const std::vector<const SettingsLayer*>& layers,
                            const std::string& flag);

/// Reads the flags in a file. Throws Error(kUsage).
SettingsLayer read_layer(const std::filesystem::path& file);

/// Reads the flags of a preset in the folder `configs`. Throws Error(kUsage) with the nearest name
/// and `source` if there is no such preset.
SettingsLayer read_preset(const std::string& name, const std::filesystem::path& configs,
                          const std::string& source);

/// Throws Error(kUsage) if a file names another one to build on.
void refuse_nested(const SettingsLayer& layer);

}  // namespace wgan
