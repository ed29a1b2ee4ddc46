#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wgan {

/// Red, green, blue.
using Colour = std::array<uint8_t, 3>;

/// Parses "white", "black" or "#rrggbb".
std::optional<Colour> to_colour(std::string_view text);

}  // namespace wgan
