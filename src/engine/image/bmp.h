#pragma once

#include <string_view>

#include "wgan/image/image.h"

namespace wgan {

/// Decodes a BMP file whose size has been accepted: gray if its palette is, else RGB, or RGBA if
/// its header gives bits to transparency and some pixel uses them. OpenCV is not used, since it
/// silently misreads the palettes of OS/2 and most bit masks. Throws Error(kData) whose message is
/// the reason alone.
Image decode_bmp(std::string_view file);

}  // namespace wgan
