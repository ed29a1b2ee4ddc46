#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wgan {

enum class PictureFormat { kPng, kJpeg, kBmp, kWebp };

struct PictureHeader {
  PictureFormat format;
  int64_t width;  // pixels, as declared, before the orientation is applied; 0 where there is none
  int64_t height;
  bool gray = false;      // one channel of brightness, with or without transparency
  bool alpha = false;     // a channel of transparency
  bool animated = false;  // several frames
  bool palette = false;   // a PNG whose pixels are numbers of colours in a table
};

/// Reads a picture's format and declared size from the first bytes of a file, not from its name, so
/// that a decoder is never called for anything else or anything too large. Returns nothing if it is
/// none of the four formats or its header is damaged.
std::optional<PictureHeader> probe_picture(std::string_view file);

/// Returns the EXIF orientation of a whole file, 1 (upright) to 8 as in the EXIF standard; 1 if it
/// has none.
int64_t picture_orientation(std::string_view file);

/// The brightness that stands for "transparent" in a gray PNG (chunk tRNS), and its bits: 1, 2, 4,
/// 8 or 16. `png_gray_key` returns nothing if the file has none.
struct PngGrayKey {
  int64_t sample;
  int64_t depth;
};
std::optional<PngGrayKey> png_gray_key(std::string_view file);

/// True if the end marker follows the JPEG's first scan. A truncated JPEG decodes into a whole
/// picture with gray filler; this tells it from a good one.
bool jpeg_has_its_end(std::string_view file);

/// False if a chunk of a PNG, other than pixels, declares more bytes than the file has left. libpng
/// would allocate them, up to 2 GB, before it checks.
bool png_has_its_chunks(std::string_view file);

/// Returns the name of the unsupported picture format that `file` looks like, such as "GIF"; empty
/// if it looks like none.
std::string_view foreign_format(std::string_view file);

}  // namespace wgan
