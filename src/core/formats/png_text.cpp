#include "wgan/formats/png_text.h"

#include <zlib.h>

#include <algorithm>
#include <stdexcept>

#include "wgan/formats/bytes.h"

namespace wgan {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kSignature = "\x89PNG\r\n\x1a\n"sv, kText = "tEXt"sv;
constexpr size_t kSize = 4, kKind = 4, kChecksum = 4;                // bytes in a chunk
constexpr size_t kAfterHeader = 8 + kSize + kKind + 13 + kChecksum;  // signature and IHDR

std::string big(uint64_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

uint32_t checksum(std::string_view bytes) {
  return static_cast<uint32_t>(
      ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

bool is_ascii(std::string_view text, bool with_line_ends) {
  return std::all_of(text.begin(), text.end(), [&](unsigned char c) {
    return (c >= ' ' && c < 0x7F) || (with_line_ends && c == '\n');
  });
}

}  // namespace

std::string with_texts(std::string_view png, const PngTexts& texts) {
  constexpr size_t kMostKeyword = 79;
  if (!png.starts_with(kSignature) || png.size() < kAfterHeader)
    throw std::logic_error("texts for a file that is no PNG");
  std::string file(png.substr(0, kAfterHeader));
  for (const auto& [keyword, text] : texts) {
    if (keyword.empty() || keyword.size() > kMostKeyword || !is_ascii(keyword, false) ||
        !is_ascii(text, true))
      throw std::logic_error("a text that a PNG cannot hold");
    const std::string chunk = std::string(kText) + keyword + '\0' + text;
    file += big(chunk.size() - kKind) + chunk + big(checksum(chunk));
  }
  return file.append(png.substr(kAfterHeader));
}

PngTexts texts_of(std::string_view png) {
  PngTexts texts;
  if (!png.starts_with(kSignature)) return texts;
  const Bytes bytes(png);
  for (size_t at = kSignature.size(); bytes.inside(at, kSize + kKind + kChecksum);) {
    const auto size = static_cast<size_t>(bytes.big(at, kSize));
    if (!bytes.inside(at + kSize, kKind + size + kChecksum)) break;
    const std::string_view chunk = png.substr(at + kSize, kKind + size);
    if (bytes.big(at + kSize + chunk.size(), kChecksum) != checksum(chunk)) break;
    const size_t end = chunk.find('\0', kKind);
    if (chunk.starts_with(kText) && end != std::string_view::npos)
      texts.emplace_back(chunk.substr(kKind, end - kKind), chunk.substr(end + 1));
    at += kSize + kKind + size + kChecksum;
  }
  return texts;
}

}  // namespace wgan
