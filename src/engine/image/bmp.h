#pragma once

#include <string_view>

#include "wgan/image/image.h"

namespace wgan {

/// A BMP file whose size was found to be acceptable: gray if its palette is, RGB, or RGBA if its
/// header gives bits to transparency and some pixel uses them. Ours, since OpenCV takes the
/// palettes of OS/2 and most bit masks for something else, and says nothing. Throws Error(kData)
/// whose message is the reason alone.
Image decode_bmp(std::string_view file);

}  // namespace wgan
