#pragma once

#include <cstdint>

namespace wgan {

/// The value of pixels outside the picture: the middle gray of the paper's zero padding, or clear
/// in a picture with transparency.
inline float blank_value(int64_t channels) { return channels == 4 ? -1.0F : 0.0F; }

}  // namespace wgan
