#include "cache.h"

#include <algorithm>

#include "pixels_file.h"
#include "wgan/base/error.h"
#include "wgan/files/mapped_file.h"
#include "wgan/formats/sealed_file.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Must change whenever decoding or preparation gives other pictures than before.
constexpr const char* kLaw = "2";

std::string key(const ImageSource& source, const Preparation& how) {
  const std::string background =
      how.background ? cat(int((*how.background)[0]), ' ', int((*how.background)[1]), ' ',
                           int((*how.background)[2]))
                     : "kept";
  return digest(cat(kLaw, '\n', source.identity(), '\n', how.size.width, 'x', how.size.height, ' ',
                    how.fit, ' ', how.resample, ' ', how.channels, ' ', background));
}

/// Fills the set from a file made before. Returns false if there is none that is intact.
bool find(const Path& path, int64_t classes, PictureSet& set) {
  try {
    const std::shared_ptr<const Blob> file = open_blob(path);
    auto content = read_pixels_file(*file, set.picture_bytes(), classes);
    if (!content) return false;
    set.labels = std::move(content->labels);
    set.skipped = std::move(content->skipped);
    set.pixels = Pixels(file, set.count() * set.picture_bytes());
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

PictureSet load_through_file(const ImageSource& source, const Preparation& how,
                             const LoadOptions& options, const Fill& fill) {
  const auto note = [&](const std::string& message) {
    if (options.note) options.note(message);
  };
  PictureSet set{how.size, how.channels, {}, {}, {}};
  const Path path = options.cache / (key(source, how) + ".pixels");
  std::error_code unknown;
  if (std::filesystem::exists(path, unknown)) {
    if (find(path, static_cast<int64_t>(source.classes().size()), set)) {
      note(cat("using the pictures prepared before, ",
               bytes(static_cast<double>(set.pixels.size())), " in ", escaped(path.string())));
      return set;
    }
    note(cat(escaped(path.string()), " is damaged and will be made anew"));
  }
  const int64_t most = source.size() * set.picture_bytes();
  note(cat("keeping the prepared pictures, ", bytes(static_cast<double>(most)), ", in ",
           escaped(path.string())));
  const auto file = std::make_shared<MappedFile>(MappedFile::create(path, most));
  const int64_t used = fill(file->data(), set);
  if (std::any_of(set.skipped.begin(), set.skipped.end(),
                  [](const Skipped& one) { return one.passing; })) {
    note("the next run will read the pictures again, since not all could be got at");
  } else {
    file->keep(used, pixels_file_end(*file, used, {set.labels, set.skipped}));
  }
  set.pixels = Pixels(file, used);
  return set;
}

}  // namespace wgan
