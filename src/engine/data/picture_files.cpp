#include "picture_files.h"

#include <algorithm>
#include <cstring>

#include "wgan/base/error.h"
#include "wgan/formats/picture_header.h"
#include "wgan/image/image.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr int64_t kFront = 1 << 16;  // bytes in which most headers lie

std::string_view first_part(const char* file) {
  const char* slash = std::strchr(file, '/');
  return slash ? std::string_view(file, static_cast<size_t>(slash - file)) : std::string_view();
}

}  // namespace

int64_t most_bytes(int64_t max_pixels) {
  // A valid picture within the limit takes at most 8 bytes a pixel, plus metadata.
  return std::min<int64_t>(8 * max_pixels + 64 * kFront, INT32_MAX);
}

Image decode_file(const Blob& file, int64_t max_pixels) {
  const PixelLimit limit{max_pixels, "--max-pixels"};
  if (file.size() > kFront) decode_front(file.read(0, kFront), limit);
  if (file.size() > most_bytes(max_pixels)) {
    throw Error(ExitCode::kData, cat("it has ", bytes(static_cast<double>(file.size())),
                                     ", more than a picture within --max-pixels can have"));
  }
  return decode(file.read(0, file.size()), limit);
}

std::optional<bool> is_gray_file(const Blob& file) {
  auto header = probe_picture(file.read(0, kFront));
  if (!header) header = probe_picture(file.read(0, 256 * kFront));  // after large segments
  return header ? std::optional(header->gray) : std::nullopt;
}

void ClassesOfNames::add(const char* name) {
  const std::string_view part = first_part(name);
  if (part.empty()) all_in_folders_ = false;
  else if (names_.find(part) == names_.end()) names_.emplace(part);
}

std::vector<std::string> ClassesOfNames::classes() const {
  if (!all_in_folders_) return {};
  return {names_.begin(), names_.end()};
}

int64_t ClassesOfNames::label(const std::vector<std::string>& classes, const char* name) {
  if (classes.empty()) return -1;
  return std::lower_bound(classes.begin(), classes.end(), first_part(name)) - classes.begin();
}

}  // namespace wgan
