#pragma once

#include <cstdint>
#include <vector>

#include "wgan/base/image.h"
#include "wgan/options/options.h"

namespace wgan {

/// A picture of floats, row by row, channels interleaved.
struct FloatImage {
  Size size;
  int64_t channels = 0;
  std::vector<float> pixels;
};

/// Returns how often a picture of this size can be halved, sides rounded up, until its shorter side
/// would be below `least`; plus one for the picture itself. At least 1.
int64_t pyramid_levels(Size size, int64_t least);

/// Returns one level of the Laplacian pyramid (Burt and Adelson 1983) of the bytes [H, W, C] at
/// `pixels`, in levels of 0 to 255. Level 0 has the finest detail; the last of the `levels` is what
/// is left after blurring. The filter is [1 4 6 4 1] / 16 along each axis, mirrored at the borders
/// without repeating the outermost pixels, as in Karras 2018.
FloatImage laplacian_level(const uint8_t* pixels, Size size, int64_t channels, int64_t level,
                           int64_t levels);

}  // namespace wgan
