#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wgan/base/image.h"
#include "wgan/options/options.h"
#include "wgan/text/colour.h"

/// Decodes, prepares, arranges and encodes pictures.
namespace wgan {

/// The most pixels that a picture may declare, and the flag that sets it, if one does.
struct PixelLimit {
  int64_t pixels = SourceOptions{}.max_pixels;
  const char* flag = nullptr;
};

/// Decodes a PNG, JPEG, BMP or WebP file, recognised by its content. Converts 16-bit samples to 8
/// bits and palettes and CMYK to colours, and applies the EXIF orientation. Does not decode a
/// picture that declares more pixels than `limit`. What a decoder complains about becomes part of
/// the reason. Throws Error(kData) whose message is the reason alone. Safe to call from several
/// threads.
Image decode(std::string_view file, const PixelLimit& limit = {});

/// Throws what `decode` would throw for the whole file, if its first bytes, 64 KiB or more, already
/// show that it is not a picture or too large. The rest then need not be read.
void decode_front(std::string_view front, const PixelLimit& limit);

/// How pictures are converted to what the networks see.
struct Preparation {
  Size size;
  std::string fit = "cover";
  std::string resample = "lanczos";
  int64_t channels = 3;
  std::optional<Colour> background =
      Colour{255, 255, 255};  // nothing: keep transparency (4 channels)
};
/// Returns the preparation that `options` ask for; their channels must be settled.
Preparation preparation(const DataOptions& options);

/// Lays the background under transparent pixels, converts the channels, then fits the picture to
/// the size: by area average when shrinking, by Lanczos or the nearest pixel when growing. With 4
/// channels, colours are weighted by their opacity and `contain` adds transparent borders;
/// otherwise `contain` adds borders in the picture's own median border colour.
Image prepare(const Image& image, const Preparation& how);

/// Lays `colour` under an RGBA picture and returns the RGB result.
Image over_colour(const Image& rgba, const Colour& colour);

/// Returns the median of the outermost pixels, channel by channel.
std::vector<uint8_t> border_colour(const Image& image);

/// Returns a file of that format: "png"; "jpg", a JPEG of quality 95, which has no transparency, or
/// "webp", a WebP without loss.
std::string encode(const Image& image, const std::string& format);
std::string encode_png(const Image& image);
/// `quality` is from 0 to 100. The picture has 1 or 3 channels.
std::string encode_jpeg(const Image& image, int quality);

/// The longest side of a PNG that can be written: libpng's own limit.
inline constexpr int64_t kMostSide = 1'000'000;

/// The layout of a sheet: pictures of one shape in rows, two pixels apart.
struct SheetShape {
  int64_t count = 1;                // pictures
  int64_t columns = 1;              // pictures in a row
  int64_t width, height, channels;  // of each picture

  int64_t whole_width() const;
  int64_t whole_height() const;
  /// Returns the bytes needed to draw the sheet and to write it as a PNG: the sheet, its copy in
  /// OpenCV's order, and twice the file, which may be as large.
  double memory() const;
};

/// Draws a sheet picture by picture, on white, or on transparent with 4 channels.
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

/// Returns a sheet of `images`, which must all have one shape.
Image grid(const std::vector<Image>& images, int64_t columns);

/// Returns `image` with `text` in black on a white strip below it. The strip is as wide as the
/// picture; text that does not fit is cut off. The result has 3 channels.
Image captioned(const Image& image, const std::string& text);

/// Returns a sheet with a name beside each of its rows, on a white strip to the left, as far as it
/// is in ASCII. The result has 3 channels.
Image with_row_names(const Image& sheet, const SheetShape& shape,
                     const std::vector<std::string>& names);

/// Returns `image` with each pixel enlarged to `times` by `times`.
Image enlarged(const Image& image, int64_t times);
/// Returns the mean of each `times` by `times` pixels; `image` itself if `times` is 1.
Image shrunk(const Image& image, int64_t times);
/// Pixels of a sheet of samples that is read back, at most.
inline constexpr PixelLimit kMostSheetPixels{200'000'000};

/// Returns the columns of the most nearly square grid that holds `count`.
int64_t square_columns(int64_t count);

}  // namespace wgan
