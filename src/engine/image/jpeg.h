#pragma once

#include <string_view>

#include "wgan/image/image.h"

namespace wgan {

/// A JPEG file, gray or RGB, not turned. Through libjpeg itself: behind OpenCV all its warnings but
/// the first are lost, and red and blue change places twice. Throws Error(kData) whose message is
/// the reason alone, also for damage that libjpeg would bridge with invented pixels.
Image decode_jpeg(std::string_view file);

}  // namespace wgan
