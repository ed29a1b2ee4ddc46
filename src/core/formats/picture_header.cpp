#include "wgan/formats/picture_header.h"

#include <cstdlib>
#include <functional>
#include <utility>

#include "wgan/formats/bytes.h"

namespace wgan {
namespace {

using Found = std::optional<PictureHeader>;

/// Signature, then the IHDR chunk: length, name, width, height (big-endian), depth, colour type.
Found png(const Bytes& b) {
  if (!b.has(0, "\x89PNG\r\n\x1a\n") || !b.has(12, "IHDR") || !b.inside(16, 8)) return {};
  const int64_t type = b.inside(25, 1) ? b.byte(25) : 2;  // bit 1: colour, bit 2: alpha
  return PictureHeader{PictureFormat::kPng, b.big(16, 4),       b.big(20, 4), (type & 2) == 0,
                       (type & 4) != 0,     /*animated=*/false, type == 3};
}

bool is_frame(int64_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}
bool is_scan(int64_t marker) { return marker == 0xDA; }

/// RST0 to RST7, the start of a picture, and TEM have no length and no content.
bool is_bare(int64_t marker) { return (marker >= 0xD0 && marker <= 0xD8) || marker == 0x01; }

/// Returns the offset of the first segment that is wanted; 0 if a scan, the end, or a non-segment
/// comes first. A JPEG is a row of segments: FF, marker, length (big-endian, including itself).
/// Stray bytes between segments are skipped, as libjpeg does. Pictures inside a segment
/// (thumbnails) do not count.
size_t find_segment(const Bytes& b, const std::function<bool(int64_t marker, size_t at)>& wanted) {
  if (!b.has(0, "\xFF\xD8\xFF")) return 0;
  for (size_t at = 2; b.inside(at, 4);) {
    const int64_t marker = b.byte(at + 1);
    if (b.byte(at) != 0xFF || marker == 0xFF) {
      ++at;
    } else if (marker == 0x00 || is_bare(marker)) {
      at += 2;
    } else {
      if (wanted(marker, at)) return at;
      if (marker == 0xD9 || is_scan(marker) || b.big(at + 2, 2) < 2) return 0;
      at += 2 + static_cast<size_t>(b.big(at + 2, 2));
    }
  }
  return 0;
}

/// The frame header SOFn holds precision, height, width, number of components.
Found jpeg(const Bytes& b) {
  const size_t at = find_segment(b, [](int64_t marker, size_t) { return is_frame(marker); });
  if (at == 0 || !b.inside(at, 9)) return {};
  return PictureHeader{PictureFormat::kJpeg, b.big(at + 7, 2), b.big(at + 5, 2),
                       b.inside(at + 9, 1) && b.byte(at + 9) == 1};
}

/// "BM", file header of 14 bytes, then the length of the info header: 12 (OS/2: 16-bit sizes) or
/// more (32-bit, height may be < 0).
Found bmp(const Bytes& b) {
  if (!b.has(0, "BM") || !b.inside(14, 12)) return {};
  if (b.little(14, 4) == 12)
    return PictureHeader{PictureFormat::kBmp, b.little(18, 2), b.little(20, 2)};
  const auto side = [&](size_t at) {
    return std::abs(static_cast<int64_t>(static_cast<int32_t>(b.little(at, 4))));
  };
  // A header of 56 bytes or more has a mask for transparency, at 66.
  const bool alpha = b.little(14, 4) >= 56 && b.inside(66, 4) && b.little(66, 4) != 0;
  return PictureHeader{PictureFormat::kBmp, side(18), side(22), false, alpha};
}

/// RIFF, size, WEBP, then VP8X (flags, 24-bit sizes minus one), VP8 (14-bit sizes after a start
/// code) or VP8L (two 14-bit sizes minus one).
Found webp(const Bytes& b) {
  if (!b.has(0, "RIFF") || !b.has(8, "WEBP") || !b.inside(12, 18)) return {};
  const auto header = [](int64_t w, int64_t h, int64_t flags = 0) {
    return PictureHeader{PictureFormat::kWebp, w, h, false, (flags & 0x10) != 0,
                         (flags & 0x02) != 0};
  };
  if (b.has(12, "VP8X")) return header(b.little(24, 3) + 1, b.little(27, 3) + 1, b.byte(20));
  if (b.has(12, "VP8 ") && b.has(23, "\x9D\x01\x2A"))
    return header(b.little(26, 2) & 0x3FFF, b.little(28, 2) & 0x3FFF);
  if (b.has(12, "VP8L") && b.byte(20) == 0x2F) {
    const int64_t bits = b.little(21, 4);
    return header((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
  }
  return {};
}

/// EXIF is a TIFF: byte order, offset of the first directory, there a count and entries of 12
/// bytes: tag, type, count, value. Orientation is tag 0x0112, a 16-bit number.
int64_t orientation(const Bytes& b) {
  const bool big = b.has(0, std::string_view("MM\0*", 4));
  if (!big && !b.has(0, std::string_view("II*\0", 4))) return 1;
  const auto number = [&](size_t at, size_t count) {
    return big ? b.big(at, count) : b.little(at, count);
  };
  if (!b.inside(4, 4)) return 1;
  const auto directory = static_cast<size_t>(number(4, 4));
  if (!b.inside(directory, 2)) return 1;
  const auto entries = static_cast<size_t>(number(directory, 2));
  for (size_t i = 0; i < entries; ++i) {
    const size_t entry = directory + 2 + 12 * i;
    if (!b.inside(entry, 12)) break;
    if (number(entry, 2) != 0x0112) continue;
    const int64_t value = number(entry + 8, 2);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

constexpr std::string_view kExif("Exif\0\0", 6);

/// Return the offset of the TIFF in the three formats that can hold one; 0 if there is none.
size_t jpeg_exif(const Bytes& b) {
  const size_t at = find_segment(b, [&](int64_t marker, size_t segment) {
    return marker == 0xE1 && b.has(segment + 4, kExif);
  });
  return at ? at + 4 + kExif.size() : 0;
}

/// RIFF chunks: name, length (little-endian), content, a byte of padding after odd lengths.
size_t webp_exif(const Bytes& b) {
  if (!b.has(0, "RIFF") || !b.has(8, "WEBP")) return 0;
  for (size_t at = 12; b.inside(at, 8);) {
    if (b.has(at, "EXIF")) return at + 8 + (b.has(at + 8, kExif) ? kExif.size() : 0);
    const auto length = static_cast<size_t>(b.little(at + 4, 4));
    at += 8 + length + length % 2;
  }
  return 0;
}

/// Returns the offset of the content of the first chunk of that name; 0 if there is none, or none
/// before the pixels if `before_pixels`. PNG chunks: length (big-endian), name, content, checksum.
size_t find_chunk(const Bytes& b, std::string_view name, bool before_pixels) {
  if (!b.has(0, "\x89PNG\r\n\x1a\n")) return 0;
  for (size_t at = 8; b.inside(at, 8); at += 12 + static_cast<size_t>(b.big(at, 4))) {
    if (b.has(at + 4, name)) return at + 8;
    if (before_pixels && b.has(at + 4, "IDAT")) return 0;
  }
  return 0;
}

size_t png_exif(const Bytes& b) { return find_chunk(b, "eXIf", /*before_pixels=*/false); }

}  // namespace

std::optional<PictureHeader> probe_picture(std::string_view file) {
  const Bytes bytes(file);
  for (const auto probe : {png, jpeg, bmp, webp}) {
    if (const Found found = probe(bytes)) return found;
  }
  return {};
}

int64_t picture_orientation(std::string_view file) {
  const Bytes bytes(file);
  for (const auto find_exif : {jpeg_exif, webp_exif, png_exif}) {
    if (const size_t at = find_exif(bytes)) return orientation(Bytes(file.substr(at)));
  }
  return 1;
}

std::string_view foreign_format(std::string_view file) {
  const Bytes b(file);
  constexpr std::pair<std::string_view, std::string_view> kSigns[] = {
      {"GIF8", "GIF"},
      {std::string_view("II*\0", 4), "TIFF"},
      {std::string_view("MM\0*", 4), "TIFF"},
      {"8BPS", "PSD"},
      {"\xFF\x0A", "JPEG XL"},
      {std::string_view("\0\0\0\x0CjP", 6), "JPEG 2000"},
      {"<svg", "SVG"},
      {"P6", "PNM"},
      {"P5", "PNM"},
      {"qoif", "QOI"}};
  for (const auto& [sign, name] : kSigns) {
    if (b.has(0, sign)) return name;
  }
  if (b.has(4, "ftypavif")) return "AVIF";
  if (b.has(4, "ftypheic") || b.has(4, "ftypmif1")) return "HEIC";
  return {};
}

std::optional<PngGrayKey> png_gray_key(std::string_view file) {
  constexpr size_t kDepth = 24, kType = 25;
  const Bytes b(file);
  if (!b.inside(kType, 1) || b.byte(kType) != 0) return {};
  const size_t at = find_chunk(b, "tRNS", /*before_pixels=*/true);
  if (at == 0 || !b.inside(at, 2)) return {};
  const int64_t depth = b.byte(kDepth);
  const bool known = depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
  // The key has two bytes at every depth; only the lowest bits count.
  const int64_t most = (int64_t{1} << depth) - 1;
  return known ? std::optional(PngGrayKey{b.big(at, 2) & most, depth}) : std::nullopt;
}

bool png_has_its_chunks(std::string_view file) {
  const Bytes b(file);
  for (size_t at = 8; b.inside(at, 8) && !b.has(at + 4, "IEND");) {
    const auto length = static_cast<size_t>(b.big(at, 4));
    if (!b.inside(at + 8, length) && !b.has(at + 4, "IDAT")) return false;
    at += 12 + length;
  }
  return true;
}

bool jpeg_has_its_end(std::string_view file) {
  const size_t scan =
      find_segment(Bytes(file), [](int64_t marker, size_t) { return is_scan(marker); });
  return scan != 0 && file.find("\xFF\xD9", scan) != std::string_view::npos;
}

}  // namespace wgan
