#include "wgan/options/recommended.h"

#include <algorithm>
#include <filesystem>

#include "wgan/base/error.h"
#include "wgan/files/blob.h"
#include "wgan/files/files.h"
#include "wgan/formats/picture_header.h"
#include "wgan/options/options.h"
#include "wgan/sets/sets.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Sprites are no larger than this on either side, in pixels.
constexpr int64_t kSpriteSide = 128;

/// What the names and the headers of the files tell.
struct Looked {
  int64_t pictures = 0;
  bool sprites = true;  // so far: all are small PNG files with transparency

  void add_file(const Path& file) {
    static const std::vector<std::string> kEndings{"png", "jpg", "jpeg", "bmp", "webp"};
    const std::string ending = ending_of(file.filename().string());
    if (std::find(kEndings.begin(), kEndings.end(), ending) == kEndings.end()) return;
    ++pictures;
    if (sprites) sprites = ending == "png" && is_sprite(file);
  }

  static bool is_sprite(const Path& file) {
    constexpr int64_t kHeader = 64;  // bytes
    const auto header = probe_picture(open_blob(file)->read(0, kHeader));
    return header && (header->alpha || header->palette) && header->width <= kSpriteSide &&
           header->height <= kSpriteSide;
  }

  void add_set(const Source& set) {
    pictures += set->size();
    sprites = false;
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
        if (entry->is_regular_file(error)) looked.add_file(entry->path());
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
  const std::string count = cat(grouped(looked.pictures), " pictures");
  if (looked.pictures > 0 && looked.sprites)
    return {"recommended-pixel",
            cat(count, ", all of them small and with transparency, as sprites are")};
  if (looked.pictures < kFewPictures)
    return {"recommended-small", cat(count, ", fewer than ", grouped(kFewPictures))};
  return {kRecommended, count};
}

}  // namespace wgan
