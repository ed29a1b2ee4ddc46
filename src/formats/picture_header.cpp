#include "wgan/picture_header.h"

#include <cstdlib>

namespace wgan {
namespace {

class Bytes {
 public:
  explicit Bytes(std::string_view file) : file_(file) {}

  bool has(size_t at, std::string_view text) const {
    return at <= file_.size() && file_.substr(at, text.size()) == text;
  }
  bool inside(size_t at, size_t count) const {
    return at <= file_.size() && count <= file_.size() - at;
  }
  int64_t byte(size_t at) const { return static_cast<unsigned char>(file_[at]); }
  int64_t big(size_t at, size_t count) const {
    int64_t value = 0;
    for (size_t i = 0; i < count; ++i) value = value << 8 | byte(at + i);
    return value;
  }
  int64_t little(size_t at, size_t count) const {
    int64_t value = 0;
    for (size_t i = count; i-- > 0;) value = value << 8 | byte(at + i);
    return value;
  }

 private:
  std::string_view file_;
};

using Found = std::optional<PictureHeader>;

/// Signature, then the IHDR chunk: length, name, width, height (big-endian).
Found png(const Bytes& b) {
  if (!b.has(0, "\x89PNG\r\n\x1a\n") || !b.has(12, "IHDR") || !b.inside(16, 8)) return {};
  return PictureHeader{PictureFormat::kPng, b.big(16, 4), b.big(20, 4)};
}

bool is_frame(int64_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}
bool is_scan(int64_t marker) { return marker == 0xDA; }

/// A JPEG is a row of segments: FF, marker, length (big-endian, itself included). The offset of the
/// first segment that is wanted; 0 if a scan, the end, or something else that is no segment comes
/// first. Pictures inside a segment (thumbnails) do not count.
size_t find_segment(const Bytes& b, bool (*wanted)(int64_t marker)) {
  if (!b.has(0, "\xFF\xD8\xFF")) return 0;
  for (size_t at = 2; b.inside(at, 4) && b.byte(at) == 0xFF;) {
    const int64_t marker = b.byte(at + 1);
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    if (wanted(marker)) return at;
    if (marker == 0xD9 || is_scan(marker) || b.big(at + 2, 2) < 2) return 0;
    at += 2 + static_cast<size_t>(b.big(at + 2, 2));
  }
  return 0;
}

/// The frame header SOFn holds precision, height, width.
Found jpeg(const Bytes& b) {
  const size_t at = find_segment(b, is_frame);
  if (at == 0 || !b.inside(at, 9)) return {};
  return PictureHeader{PictureFormat::kJpeg, b.big(at + 7, 2), b.big(at + 5, 2)};
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
  return PictureHeader{PictureFormat::kBmp, side(18), side(22)};
}

/// RIFF, size, WEBP, then VP8X (24-bit sizes minus one), VP8 (14-bit sizes after a start code) or
/// VP8L (two 14-bit sizes minus one).
Found webp(const Bytes& b) {
  if (!b.has(0, "RIFF") || !b.has(8, "WEBP") || !b.inside(12, 18)) return {};
  const auto header = [](int64_t w, int64_t h) {
    return PictureHeader{PictureFormat::kWebp, w, h};
  };
  if (b.has(12, "VP8X")) return header(b.little(24, 3) + 1, b.little(27, 3) + 1);
  if (b.has(12, "VP8 ") && b.has(23, "\x9D\x01\x2A"))
    return header(b.little(26, 2) & 0x3FFF, b.little(28, 2) & 0x3FFF);
  if (b.has(12, "VP8L") && b.byte(20) == 0x2F) {
    const int64_t bits = b.little(21, 4);
    return header((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
  }
  return {};
}

}  // namespace

std::optional<PictureHeader> probe_picture(std::string_view file) {
  const Bytes bytes(file);
  for (const auto probe : {png, jpeg, bmp, webp}) {
    if (const Found found = probe(bytes)) return found;
  }
  return {};
}

bool jpeg_has_its_end(std::string_view file) {
  const size_t scan = find_segment(Bytes(file), is_scan);
  return scan != 0 && file.find("\xFF\xD9", scan) != std::string_view::npos;
}

}  // namespace wgan
