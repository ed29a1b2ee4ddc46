#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wgan {

enum class PictureFormat { kPng, kJpeg, kBmp, kWebp };

struct PictureHeader {
  PictureFormat format;
  int64_t width;  // pixels, as declared; 0 where the header holds none
  int64_t height;
};

/// What the first bytes of a file say it is: the format by its content, not its name, and the
/// declared size, so that a decoder is never called for anything else or anything too large.
/// Nothing if it is none of the four formats or its header is damaged.
std::optional<PictureHeader> probe_picture(std::string_view file);

/// True if the end marker follows the JPEG's first scan. A JPEG that was cut off decodes into a
/// whole picture with gray filler; this is how it is told from a good one.
bool jpeg_has_its_end(std::string_view file);

}  // namespace wgan
