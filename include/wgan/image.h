#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wgan/colour.h"
#include "wgan/options.h"
#include "wgan/tensor.h"

/// Pictures in memory, to and from files and tensors.
namespace wgan {

/// 8-bit pixels, row by row, channels interleaved: 1 gray, 3 RGB, 4 RGBA (straight, not
/// premultiplied).
struct Image {
  int64_t width = 0;
  int64_t height = 0;
  int64_t channels = 0;
  std::vector<uint8_t> pixels;

  Image() = default;
  Image(int64_t w, int64_t h, int64_t c, uint8_t value = 0)
      : width(w), height(h), channels(c), pixels(static_cast<size_t>(w * h * c), value) {}
  uint8_t* at(int64_t x, int64_t y) { return pixels.data() + (y * width + x) * channels; }
  const uint8_t* at(int64_t x, int64_t y) const {
    return pixels.data() + (y * width + x) * channels;
  }
  bool operator==(const Image&) const = default;
};

/// The largest picture that is decoded, by its declared size.
inline constexpr int64_t kMostPixels = 64'000'000;

/// Decodes a PNG, JPEG, BMP or WebP file, recognised by its content. 16-bit samples become 8-bit,
/// palettes colours; JPEG orientation is applied. Throws Error(kData) whose message is the reason
/// alone. Safe to call from several threads.
Image decode(std::string_view file);

/// How pictures are brought to what the networks see.
struct Preparation {
  Size size;
  std::string fit = "cover";
  int64_t channels = 3;
  std::optional<Colour> background =
      Colour{255, 255, 255};  // nothing: keep transparency (4 channels)
};
Preparation preparation(const DataOptions& options);

/// Lays the background under transparent pixels, then converts the channels, then fits to the size:
/// area average when shrinking, Lanczos when growing. With 4 channels colours are weighted by their
/// opacity, and `contain` adds clear borders; else it adds the picture's own median border colour.
Image prepare(const Image& image, const Preparation& how);

std::string encode_png(const Image& image);

/// The pictures in rows of `columns`, two pixels apart, on white (on clear with 4 channels). All
/// must have one shape.
Image grid(const std::vector<Image>& images, int64_t columns);

/// Columns of the most nearly square grid that holds `count`.
int64_t square_columns(int64_t count);

/// A byte in the range that the networks see.
inline float to_unit(uint8_t byte) { return static_cast<float>(byte) / 127.5F - 1; }

/// Bytes to that range, and back with rounding and clamping: a byte survives the round trip.
/// to_tensor gives float [N, C, H, W]; to_images takes that, on any device.
Tensor to_tensor(const std::vector<Image>& images);
std::vector<Image> to_images(const Tensor& images);

}  // namespace wgan
