#pragma once

#include <string_view>

#include "wgan/image/image.h"

namespace wgan {

/// Decodes a JPEG file to gray or RGB, without applying its orientation. Uses libjpeg directly:
/// through OpenCV all its warnings but the first are lost, and red and blue are swapped twice.
/// Throws Error(kData) whose message is the reason alone, also for damage that libjpeg would fill
/// with invented pixels.
Image decode_jpeg(std::string_view file);

}  // namespace wgan
