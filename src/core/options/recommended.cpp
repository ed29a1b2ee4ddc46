#include "wgan/options/recommended.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "wgan/base/error.h"
#include "wgan/files/blob.h"
#include "wgan/files/files.h"
#include "wgan/formats/archive_reader.h"
#include "wgan/formats/picture_header.h"
#include "wgan/options/options.h"
#include "wgan/sets/picture_names.h"
#include "wgan/sets/sets.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Sprites are no larger than this on either side, in pixels.
constexpr int64_t kSpriteSide = 128;
/// Pictures whose sides are in this range are trained at their own size.
constexpr int64_t kSmallest = 16, kLargest = 80;
/// So many headers tell what the pictures are like.
constexpr int64_t kHeaders = 5000;
/// A header lies in the first bytes of a file.
constexpr int64_t kHeader = 1 << 12;

/// What the names and the headers of the files tell.
struct Looked {
  int64_t pictures = 0;
  bool sprites = true;  // so far: all are small PNG files with transparency
  std::map<std::pair<int64_t, int64_t>, int64_t> sizes;  // width and height -> pictures

  /// Adds a file, whose first bytes `front` returns.
  template <typename Front>
  void add_file(const Path& file, const Front& front) {
    static const std::vector<std::string> kEndings{"png", "jpg", "jpeg", "bmp", "webp"};
    const std::string ending = ending_of(file.filename().string());
    if (std::find(kEndings.begin(), kEndings.end(), ending) == kEndings.end()) return;
    if (++pictures > kHeaders) return;
    const auto header = probe_picture(front());
    sprites = sprites && header && ending == "png" && (header->alpha || header->palette) &&
              header->width <= kSpriteSide && header->height <= kSpriteSide;
    if (header) ++sizes[{header->width, header->height}];
  }

  void add_set(const Source& set) {
    pictures += set->size();
    sprites = false;
    if (set->size() == 0) return;
    const Image first = set->read(0);
    sizes[{first.width, first.height}] += set->size();
  }

  /// Returns the size of nine tenths of the pictures, if networks can be of that size.
  std::optional<Size> common_size() const {
    for (const auto& [size, count] : sizes) {
      const auto [width, height] = size;
      if (10 * count >= 9 * std::min(pictures, kHeaders) && std::min(width, height) >= kSmallest &&
          std::max(width, height) <= kLargest)
        return Size{width, height};
    }
    return std::nullopt;
  }
};

void look_at(const Path& path, Looked& looked) {
  namespace fs = std::filesystem;
  std::error_code error;
  const int64_t most_pixels = SourceOptions{}.max_pixels;
  try {
    if (fs::is_directory(path, error)) {
      if (const auto set = open_set_folder(path, most_pixels)) looked.add_set(*set);
      for (fs::recursive_directory_iterator entry(path, error), end; !error && entry != end;
           entry.increment(error)) {
        if (is_passed_over(entry->path().filename().string())) entry.disable_recursion_pending();
        else if (entry->is_regular_file(error))
          looked.add_file(entry->path(),
                          [&] { return open_blob(entry->path())->read(0, kHeader); });
      }
    } else if (is_archive_name(path.string())) {
      ArchiveReader reader(path);
      while (const auto member = reader.next()) {
        if (member->is_file && !member->is_encrypted && !is_passed_over(member->name))
          looked.add_file(member->name, [&] { return reader.front(kHeader); });
      }
    } else if (const auto set = open_set_file(path, most_pixels)) {
      looked.add_set(*set);
    }
  } catch (const Error&) {
    // Whoever opens it to train says what is wrong.
  }
}

}  // namespace

Recommendation recommended_for(const std::vector<std::string>& paths) {
  Looked looked;
  for (const std::string& path : paths) look_at(path, looked);
  Recommendation advised{kRecommended, cat(grouped(looked.pictures), " pictures"),
                         looked.common_size()};
  if (looked.pictures > 0 && looked.sprites) {
    advised.preset = "recommended-pixel";
    advised.reason += ", all of them small and with transparency, as sprites are";
  } else if (looked.pictures < kFewPictures) {
    advised.preset = "recommended-small";
    advised.reason += cat(", fewer than ", grouped(kFewPictures));
  }
  return advised;
}

}  // namespace wgan
