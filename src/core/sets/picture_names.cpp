#include "wgan/sets/picture_names.h"

#include <algorithm>
#include <set>

#include "wgan/text/text.h"

namespace wgan {

bool looks_like_a_picture(const std::string& name) {
  static const std::set<std::string> known{"png",  "jpg", "jpeg", "jpe",  "jfif", "bmp",  "dib",
                                           "webp", "gif", "tif",  "tiff", "avif", "heic", "heif",
                                           "jxl",  "jp2", "psd",  "pnm",  "ppm",  "pgm",  "pbm"};
  return known.count(ending_of(name)) > 0;
}

bool is_passed_over(const std::string& path) {
  constexpr std::string_view kSystem[] = {"__MACOSX", "$RECYCLE.BIN", "System Volume Information",
                                          "lost+found", "@eaDir"};
  const auto parts = split(path, '/');
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
    return (part.starts_with('.') && part != ".") ||
           std::find(std::begin(kSystem), std::end(kSystem), part) != std::end(kSystem);
  });
}

}  // namespace wgan
