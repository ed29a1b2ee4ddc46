#pragma once

#include <string>

namespace wgan {

/// Returns the flag that corresponds to `name` in other programs, or an unknown name in lower case
/// with dashes, as it would be written here. Private to this folder.
std::string name_here(std::string name);

}  // namespace wgan
