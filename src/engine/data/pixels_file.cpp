#include "pixels_file.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "wgan/formats/sealed_file.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr int64_t kLabel = sizeof(int32_t);

struct Tail {
  char magic[8] = {'w', 'g', 'a', 'n', 'p', 'i', 'x', '1'};
  int64_t pixel_bytes = 0, pictures = 0, skipped_bytes = 0;
  char digest[32] = {};
};

/// Stores text as numbers, since file names may hold bytes that are not UTF-8, unlike JSON.
nlohmann::json to_json(const std::vector<Skipped>& skipped) {
  auto list = nlohmann::json::array();
  const auto numbers = [](const std::string& text) {
    return std::vector<uint8_t>(text.begin(), text.end());
  };
  for (const Skipped& one : skipped)
    list.push_back({numbers(one.name), numbers(one.reason), one.used});
  return list;
}

/// Throws nlohmann::json::exception.
std::vector<Skipped> from_json(const nlohmann::json& list) {
  const auto text = [](const nlohmann::json& numbers) {
    const auto bytes = numbers.get<std::vector<uint8_t>>();
    return std::string(bytes.begin(), bytes.end());
  };
  std::vector<Skipped> skipped;
  for (const auto& one : list) {
    const bool used = one.size() > 2 && one.at(2).get<bool>();  // older versions wrote two fields
    skipped.push_back({text(one.at(0)), text(one.at(1)), /*passing=*/false, used});
  }
  return skipped;
}

/// Returns a digest of the first `pixel_bytes` of the file and of `rest`, which follows them.
std::string sealed(const Blob& file, int64_t pixel_bytes, std::string_view rest) {
  constexpr int64_t kPart = 1 << 22;
  Digest pixels;
  for (int64_t at = 0; at < pixel_bytes; at += kPart)
    pixels.add(file.read(at, std::min(kPart, pixel_bytes - at)));
  return digest(cat(pixels.text(), digest(rest)));
}

/// Whether the lengths are consistent with a tail at offset `before`.
bool fits(const Tail& tail, int64_t before, int64_t picture_bytes) {
  if (tail.pixel_bytes < 0 || tail.pictures < 0 || tail.skipped_bytes < 0) return false;
  const int64_t rest = before - tail.pixel_bytes;
  return rest >= 0 && tail.pictures <= rest / kLabel &&
         rest - tail.pictures * kLabel == tail.skipped_bytes &&
         tail.pixel_bytes == tail.pictures * picture_bytes;
}

}  // namespace

std::string pixels_file_end(const Blob& file, int64_t pixel_bytes, const PixelsFile& rest) {
  const std::string labels(reinterpret_cast<const char*>(rest.labels.data()),
                           rest.labels.size() * sizeof(int32_t));
  return pixels_file_end(file, pixel_bytes, static_cast<int64_t>(rest.labels.size()),
                         labels + to_json(rest.skipped).dump());
}

std::string pixels_file_end(const Blob& file, int64_t pixel_bytes, int64_t pictures,
                            std::string rest) {
  Tail tail;
  tail.pixel_bytes = pixel_bytes;
  tail.pictures = pictures;
  tail.skipped_bytes = static_cast<int64_t>(rest.size()) - pictures * kLabel;
  std::memcpy(tail.digest, sealed(file, pixel_bytes, rest).data(), sizeof tail.digest);
  return rest.append(reinterpret_cast<const char*>(&tail), sizeof tail);
}

std::optional<PixelsFile> read_pixels_file(const Blob& file, int64_t picture_bytes,
                                           int64_t classes) {
  const int64_t before = file.size() - static_cast<int64_t>(sizeof(Tail));
  if (before < 0) return std::nullopt;
  Tail tail;
  const std::string end = file.read(before, sizeof tail);
  if (end.size() != sizeof tail) return std::nullopt;
  std::memcpy(&tail, end.data(), sizeof tail);
  if (std::memcmp(tail.magic, Tail{}.magic, sizeof tail.magic) != 0 ||
      !fits(tail, before, picture_bytes))
    return std::nullopt;
  const std::string rest = file.read(tail.pixel_bytes, before - tail.pixel_bytes);
  if (static_cast<int64_t>(rest.size()) != before - tail.pixel_bytes) return std::nullopt;
  if (sealed(file, tail.pixel_bytes, rest) != std::string_view(tail.digest, sizeof tail.digest))
    return std::nullopt;
  PixelsFile content;
  content.labels.resize(static_cast<size_t>(tail.pictures));
  std::memcpy(content.labels.data(), rest.data(), content.labels.size() * sizeof(int32_t));
  for (const int32_t label : content.labels) {
    if (label < -1 || label >= classes) return std::nullopt;
  }
  try {
    content.skipped =
        from_json(nlohmann::json::parse(rest.substr(content.labels.size() * sizeof(int32_t))));
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
  return content;
}

}  // namespace wgan
