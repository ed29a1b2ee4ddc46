#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wgan/base/image.h"
#include "wgan/options/options.h"
#include "wgan/text/colour.h"

/// Pictures in memory, from and to files.
namespace wgan {

/// Decodes a PNG, JPEG, BMP or WebP file, recognised by its content. 16-bit samples become 8-bit,
/// palettes and CMYK colours; the orientation of EXIF is applied. A picture that declares more than
/// `max_pixels` is not decoded. What a decoder complains about becomes part of the reason. Throws
/// Error(kData) whose message is the reason alone. Safe to call from several threads.
Image decode(std::string_view file, int64_t max_pixels = SourceOptions{}.max_pixels);

/// Throws as `decode` would for the whole file if its first bytes, 64 KiB or more, tell already
/// that it is no picture or too large, so that the rest need not be read.
void decode_front(std::string_view front, int64_t max_pixels);

/// How pictures are brought to what the networks see.
struct Preparation {
  Size size;
  std::string fit = "cover";
  std::string resample = "lanczos";
  int64_t channels = 3;
  std::optional<Colour> background =
      Colour{255, 255, 255};  // nothing: keep transparency (4 channels)
};
/// Those of `options`, whose channels must be settled.
Preparation preparation(const DataOptions& options);

/// Lays the background under transparent pixels, then converts the channels, then fits to the size:
/// area average when shrinking, Lanczos or the nearest pixel when growing. With 4 channels colours
/// are weighted by their opacity, and `contain` adds clear borders; else it adds the picture's own
/// median border colour.
Image prepare(const Image& image, const Preparation& how);

/// The colour laid under an RGBA picture, which becomes RGB.
Image over_colour(const Image& rgba, const Colour& colour);

/// Median of the outermost pixels, channel by channel.
std::vector<uint8_t> border_colour(const Image& image);

std::string encode_png(const Image& image);

/// The longest side of a PNG that can be written: libpng's own limit.
inline constexpr int64_t kMostSide = 1'000'000;

/// Pictures of one shape in rows, two pixels apart.
struct SheetShape {
  int64_t count = 1;                // pictures
  int64_t columns = 1;              // of them
  int64_t width, height, channels;  // of each

  int64_t whole_width() const;
  int64_t whole_height() const;
  /// Bytes that are taken to draw it and to write it as a PNG: those of the sheet, of its copy in
  /// OpenCV's order, and of the file twice, which may be as large.
  double memory() const;
};

/// A sheet in the making, on white (on clear with 4 channels), which takes the pictures one by one.
class Sheet {
 public:
  explicit Sheet(const SheetShape& shape);
  void add(const Image& image);
  const Image& image() const { return image_; }

 private:
  SheetShape shape_;
  int64_t added_ = 0;
  Image image_;
};

/// The sheet of pictures that are there already. All must have one shape.
Image grid(const std::vector<Image>& images, int64_t columns);

/// Writes `text` in black on white below `image`, in a strip of its own, which is as wide as the
/// picture: what does not fit is cut. The result has 3 channels.
Image captioned(const Image& image, const std::string& text);

/// Each pixel `times` by `times` of them.
Image enlarged(const Image& image, int64_t times);

/// Columns of the most nearly square grid that holds `count`.
int64_t square_columns(int64_t count);

}  // namespace wgan
