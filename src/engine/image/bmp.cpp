#include "bmp.h"

#include <algorithm>
#include <array>
#include <bit>

#include "wgan/base/error.h"
#include "wgan/formats/bytes.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

enum Compression { kPlain = 0, kRle8 = 1, kRle4 = 2, kMasks = 3, kMasksWithAlpha = 6 };

using Colours = std::vector<std::array<uint8_t, 3>>;

/// The contents of the headers.
struct Layout {
  int64_t width = 0, height = 0;
  bool top_down = false;
  int64_t bits = 0;  // per pixel
  int64_t compression = kPlain;
  std::array<uint32_t, 4> masks{};  // of red, green, blue and opacity; 0 = there is none
  Colours palette;
  std::string_view pixels;

  /// Returns the picture's row for row number `stored` of the file.
  int64_t row(int64_t stored) const { return top_down ? stored : height - 1 - stored; }
};

[[noreturn]] void refuse(const std::string& reason) { throw Error(ExitCode::kData, reason); }
[[noreturn]] void refuse_cut_off() { refuse("it is damaged: its pixels are cut off"); }
[[noreturn]] void refuse_masks() { refuse("its bit masks are not supported; convert it to PNG"); }

/// The file header has 14 bytes: "BM", three numbers, and at 10 where the pixels begin. The header
/// of the picture follows; its own length comes first and tells its kind:
///   12       OS/2 1: width, height, planes, bits, of two bytes each; colours of a palette have
///            three bytes
///   16..64   OS/2 2: it ends after any field
///   40       Windows: width, height (four bytes; below 0 = the first row comes first), planes,
///            bits, compression, …, number of colours at 32; masks, if any, lie behind it
///   52, 56   the same and three or four masks; 108 and 124 have more, which is not needed here
class Header {
 public:
  explicit Header(std::string_view file) : bytes_(file), length_(bytes_.little(kStart, 4)) {
    if (!bytes_.inside(kStart, static_cast<size_t>(length_)))
      refuse("it is cut off or damaged in its header");
    if (length_ != kOs2 && length_ < 16)
      refuse(cat("its header of ", length_, " bytes is not supported"));
  }

  bool is_os2() const { return length_ == kOs2; }
  bool is_os2_of_64() const { return length_ == 64; }
  bool holds(int64_t at, int64_t count) const { return at + count <= length_; }
  /// Returns a number of the header; 0 if the header ends before it.
  int64_t field(int64_t at, int64_t count) const {
    return holds(at, count) ? bytes_.little(static_cast<size_t>(kStart + at), count) : 0;
  }
  int64_t signed_field(int64_t at) const { return static_cast<int32_t>(field(at, 4)); }
  size_t end() const { return static_cast<size_t>(kStart + length_); }

 private:
  static constexpr int64_t kStart = 14, kOs2 = 12;

  Bytes bytes_;
  int64_t length_;
};

void read_shape(const Header& header, Layout& layout) {
  if (header.is_os2()) {
    layout.width = header.field(4, 2), layout.height = header.field(6, 2);
    layout.bits = header.field(10, 2);
    return;
  }
  layout.width = header.signed_field(4), layout.height = std::abs(header.signed_field(8));
  layout.top_down = header.signed_field(8) < 0;
  layout.bits = header.field(14, 2);
  layout.compression = header.field(16, 4);
}

void check_kind(const Layout& layout, bool os2_of_64) {
  const auto one_of = [&](std::initializer_list<int64_t> bits) {
    return std::find(bits.begin(), bits.end(), layout.bits) != bits.end();
  };
  const int64_t kind = layout.compression;
  const bool masks = kind == kMasks || kind == kMasksWithAlpha;
  if ((kind != kPlain && kind != kRle8 && kind != kRle4 && !masks) || (masks && os2_of_64))
    refuse(cat("its compression, number ", kind, ", is not supported"));
  const bool fits = kind == kPlain  ? one_of({1, 2, 4, 8, 16, 24, 32})
                    : kind == kRle8 ? one_of({8})
                    : kind == kRle4 ? one_of({4})
                                    : one_of({16, 32});
  if (!fits) refuse(cat("it is damaged: it declares ", layout.bits, " bits a pixel"));
}

/// Fills in the masks; returns the end of what precedes the palette.
size_t read_masks(std::string_view file, const Header& header, Layout& layout) {
  if (layout.compression != kMasks && layout.compression != kMasksWithAlpha) {
    if (layout.bits == 16) layout.masks = {0x7C00, 0x03E0, 0x001F, 0};
    if (layout.bits > 16) layout.masks = {0xFF0000, 0x00FF00, 0x0000FF, 0};
    return header.end();
  }
  const bool inside = header.holds(40, 12);
  const size_t count =
      (inside ? header.holds(52, 4) : layout.compression == kMasksWithAlpha) ? 4 : 3;
  const Bytes bytes(file);
  const size_t start = inside ? 14 + 40 : header.end();
  if (!bytes.inside(start, 4 * count)) refuse("it is cut off or damaged in its header");
  for (size_t i = 0; i < count; ++i)
    layout.masks[i] = static_cast<uint32_t>(bytes.little(start + 4 * i, 4));
  return inside ? header.end() : start + 4 * count;
}

/// Checks that each mask is one run of bits within the pixel; only opacity may have none.
void check_masks(const Layout& layout) {
  for (size_t i = 0; i < layout.masks.size(); ++i) {
    const uint32_t mask = layout.masks[i];
    if (mask == 0 && i == 3) continue;
    if (mask == 0 || mask >> (layout.bits - 1) > 1) refuse_masks();
    const uint32_t most = mask >> std::countr_zero(mask);
    if ((most & (most + 1)) != 0) refuse_masks();
  }
}

/// Reads as many colours as are declared and fit before the pixels, in the order blue, green, red.
Colours read_palette(const Bytes& bytes, const Header& header, size_t start, size_t pixels,
                     int64_t bits) {
  const size_t entry = header.is_os2() ? 3 : 4;
  const auto declared = static_cast<size_t>(header.field(32, 4));
  size_t count = std::min((pixels - start) / entry, size_t{1} << bits);
  if (declared > 0) count = std::min(count, declared);
  Colours palette(count);
  for (size_t i = 0; i < count; ++i) {
    for (size_t c = 0; c < 3; ++c)
      palette[i][c] = static_cast<uint8_t>(bytes.byte(start + entry * i + 2 - c));
  }
  return palette;
}

Layout layout_of(std::string_view file) {
  const Bytes bytes(file);
  const Header header(file);
  Layout layout;
  read_shape(header, layout);
  if (layout.width <= 0 || layout.height <= 0) refuse("its header declares no size");
  check_kind(layout, header.is_os2_of_64());
  const size_t start = read_masks(file, header, layout);
  const auto pixels = static_cast<size_t>(bytes.little(10, 4));
  if (pixels < start) refuse("it is damaged: its pixels begin inside its header");
  if (pixels > file.size()) refuse_cut_off();
  layout.pixels = file.substr(pixels);
  if (layout.bits <= 8) layout.palette = read_palette(bytes, header, start, pixels, layout.bits);
  else check_masks(layout);
  return layout;
}

/// The rows of an uncompressed file, each padded to whole groups of four bytes.
class Rows {
 public:
  explicit Rows(const Layout& layout)
      : bytes_(layout.pixels), bits_(layout.bits), stride_((layout.width * bits_ + 31) / 32 * 4) {
    const int64_t needed = stride_ * (layout.height - 1) + (layout.width * bits_ + 7) / 8;
    if (static_cast<int64_t>(layout.pixels.size()) < needed) refuse_cut_off();
  }

  uint32_t pixel(int64_t x, int64_t stored) const {
    const int64_t row = stored * stride_;
    if (bits_ >= 8)
      return static_cast<uint32_t>(
          bytes_.little(static_cast<size_t>(row + x * bits_ / 8), static_cast<size_t>(bits_ / 8)));
    // The first pixel is in the highest bits of a byte.
    const int64_t byte = bytes_.byte(static_cast<size_t>(row + x * bits_ / 8));
    return static_cast<uint32_t>(byte >> (8 - bits_ - x * bits_ % 8) & ((1 << bits_) - 1));
  }

 private:
  Bytes bytes_;
  int64_t bits_, stride_;
};

/// Run-length encoding with 4 or 8 bits a pixel: (count, value), or 0 and a code: 0 ends the row, 1
/// the picture, 2 moves by (x, y), and any other is the number of literal pixels that follow,
/// padded to an even number of bytes. Skipped pixels get the first colour. With 4 bits, the last
/// run of a row may be rounded up to whole bytes.
class RunLengths {
 public:
  explicit RunLengths(const Layout& layout)
      : layout_(layout),
        bytes_(layout.pixels),
        indices_(static_cast<size_t>(layout.width * layout.height)) {
    while (!ended_ && bytes_.inside(at_, 2)) read();
    const bool full = y_ >= layout_.height || (y_ == layout_.height - 1 && x_ >= layout_.width);
    if (!ended_ && !full) refuse_cut_off();
  }

  uint32_t pixel(int64_t x, int64_t stored) const {
    return indices_[static_cast<size_t>(stored * layout_.width + x)];
  }

 private:
  void read() {
    const int64_t count = bytes_.byte(at_), code = bytes_.byte(at_ + 1);
    at_ += 2;
    if (count > 0) return put(count, [&](int64_t i) { return value(code, i); });
    if (code == 0) x_ = 0, ++y_;
    else if (code == 1) ended_ = true;
    else if (code == 2) move();
    else put_as_they_are(code);
  }

  /// Returns pixel number `i` of those that alternate in a byte.
  uint8_t value(int64_t byte, int64_t i) const {
    if (layout_.compression == kRle8) return static_cast<uint8_t>(byte);
    return static_cast<uint8_t>(i % 2 == 0 ? byte >> 4 : byte & 15);
  }

  template <typename Value>
  void put(int64_t count, const Value& value_of) {
    const int64_t room = y_ < layout_.height ? std::max<int64_t>(layout_.width - x_, 0) : 0;
    if (count - (layout_.compression == kRle4 ? 1 : 0) > room)
      refuse("it is damaged: a run reaches beyond its row");
    for (int64_t i = 0; i < std::min(count, room); ++i)
      indices_[static_cast<size_t>(y_ * layout_.width + x_ + i)] = value_of(i);
    x_ += count;
  }

  void move() {
    if (!bytes_.inside(at_, 2)) refuse_cut_off();
    x_ += bytes_.byte(at_), y_ += bytes_.byte(at_ + 1);
    at_ += 2;
  }

  void put_as_they_are(int64_t count) {
    const int64_t each = layout_.compression == kRle8 ? 1 : 2;  // pixels in a byte
    const auto length = static_cast<size_t>((count + each - 1) / each);
    if (!bytes_.inside(at_, length)) refuse_cut_off();
    put(count,
        [&](int64_t i) { return value(bytes_.byte(at_ + static_cast<size_t>(i / each)), i); });
    at_ += length + length % 2;
  }

  const Layout& layout_;
  Bytes bytes_;
  std::vector<uint8_t> indices_;
  size_t at_ = 0;
  int64_t x_ = 0, y_ = 0;
  bool ended_ = false;
};

/// Calls `each(x, stored row, the pixel's place in the image)` for every pixel.
template <typename Each>
void for_each_place(const Layout& layout, Image& image, const Each& each) {
  for (int64_t stored = 0; stored < layout.height; ++stored) {
    uint8_t* place = image.at(0, layout.row(stored));
    for (int64_t x = 0; x < layout.width; ++x, place += image.channels) each(x, stored, place);
  }
}

template <typename Pixels>
Image from_palette(const Layout& layout, const Pixels& pixels) {
  const Colours& palette = layout.palette;
  const bool gray = std::all_of(palette.begin(), palette.end(), [](const auto& colour) {
    return colour[0] == colour[1] && colour[1] == colour[2];
  });
  Image image(layout.width, layout.height, gray ? 1 : 3);
  for_each_place(layout, image, [&](int64_t x, int64_t stored, uint8_t* place) {
    const uint32_t index = pixels.pixel(x, stored);
    if (index >= palette.size()) refuse("it is damaged: a pixel's colour is not in its palette");
    std::copy_n(palette[index].begin(), image.channels, place);
  });
  return image;
}

/// Returns the bits under `mask` as a level from 0 to 255, rounded.
uint8_t level(uint32_t pixel, uint32_t mask) {
  const int shift = std::countr_zero(mask);
  const uint64_t value = (pixel & mask) >> shift, most = mask >> shift;
  return static_cast<uint8_t>(most == 255 ? value : (value * 255 + most / 2) / most);
}

/// Whether any pixel uses the bits for opacity. Most programs that write such bits leave them at
/// zero without meaning that the whole picture is transparent.
bool has_opacity(const Layout& layout, const Rows& rows) {
  if (layout.masks[3] == 0) return false;
  for (int64_t y = 0; y < layout.height; ++y) {
    for (int64_t x = 0; x < layout.width; ++x) {
      if ((rows.pixel(x, y) & layout.masks[3]) != 0) return true;
    }
  }
  return false;
}

Image from_masks(const Layout& layout, const Rows& rows) {
  Image image(layout.width, layout.height, has_opacity(layout, rows) ? 4 : 3);
  for_each_place(layout, image, [&](int64_t x, int64_t stored, uint8_t* place) {
    const uint32_t pixel = rows.pixel(x, stored);
    for (int64_t c = 0; c < image.channels; ++c)
      place[c] = level(pixel, layout.masks[static_cast<size_t>(c)]);
  });
  return image;
}

}  // namespace

Image decode_bmp(std::string_view file) {
  const Layout layout = layout_of(file);
  if (layout.compression == kRle8 || layout.compression == kRle4)
    return from_palette(layout, RunLengths(layout));
  const Rows rows(layout);
  return layout.bits <= 8 ? from_palette(layout, rows) : from_masks(layout, rows);
}

}  // namespace wgan
