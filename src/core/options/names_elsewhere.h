#pragma once

#include <string>

namespace wgan {

/// The flag that does here what `name` does in other programs. A name that is not theirs comes back
/// in small letters with dashes, as it would be written here. Private to this room.
std::string name_here(std::string name);

}  // namespace wgan
