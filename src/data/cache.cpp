#include "cache.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "wgan/error.h"
#include "wgan/mapped_file.h"
#include "wgan/sealed_file.h"
#include "wgan/text.h"

// A cache file: the pixels; the labels, 32 bits each in the machine's own order; what was skipped,
// as JSON; and a tail of fixed length with the lengths of the three and a digest over all of them.
namespace wgan {
namespace {

/// Changes whenever pictures come out of decoding or preparation otherwise than before.
constexpr const char* kLaw = "2";

struct Tail {
  char magic[8] = {'w', 'g', 'a', 'n', 'p', 'i', 'x', '1'};
  int64_t pixel_bytes = 0, label_count = 0, skipped_bytes = 0;
  char digest[32] = {};
};

std::string key(const ImageSource& source, const Preparation& how) {
  const std::string background =
      how.background ? cat(int((*how.background)[0]), ' ', int((*how.background)[1]), ' ',
                           int((*how.background)[2]))
                     : "kept";
  return digest(cat(kLaw, '\n', source.identity(), '\n', how.size.width, 'x', how.size.height, ' ',
                    how.fit, ' ', how.resample, ' ', how.channels, ' ', background));
}

/// File names may hold bytes that are no UTF-8, which JSON cannot: they are kept as numbers.
nlohmann::json to_json(const std::vector<Skipped>& skipped) {
  auto list = nlohmann::json::array();
  const auto numbers = [](const std::string& text) {
    return std::vector<uint8_t>(text.begin(), text.end());
  };
  for (const Skipped& one : skipped) list.push_back({numbers(one.name), numbers(one.reason)});
  return list;
}

std::vector<Skipped> from_json(const nlohmann::json& list) {
  const auto text = [](const nlohmann::json& numbers) {
    const auto bytes = numbers.get<std::vector<uint8_t>>();
    return std::string(bytes.begin(), bytes.end());
  };
  std::vector<Skipped> skipped;
  for (const auto& one : list) skipped.push_back({text(one.at(0)), text(one.at(1))});
  return skipped;
}

/// Digest of the first `pixel_bytes` of the file and of what follows them.
std::string sealed(const Blob& file, int64_t pixel_bytes, std::string_view rest) {
  constexpr int64_t kPart = 1 << 22;
  Digest pixels;
  for (int64_t at = 0; at < pixel_bytes; at += kPart)
    pixels.add(file.read(at, std::min(kPart, pixel_bytes - at)));
  return digest(cat(pixels.text(), digest(rest)));
}

std::string pack_rest(const Blob& file, int64_t pixel_bytes, const PictureSet& set) {
  std::string rest(reinterpret_cast<const char*>(set.labels.data()),
                   set.labels.size() * sizeof(int32_t));
  const std::string skipped = to_json(set.skipped).dump();
  rest += skipped;
  Tail tail;
  tail.pixel_bytes = pixel_bytes;
  tail.label_count = set.count();
  tail.skipped_bytes = static_cast<int64_t>(skipped.size());
  std::memcpy(tail.digest, sealed(file, pixel_bytes, rest).data(), sizeof tail.digest);
  return rest.append(reinterpret_cast<const char*>(&tail), sizeof tail);
}

/// True if the file is whole and of a source with so many classes; then it fills the set. Throws
/// Error(kDisk).
bool unpack(const std::shared_ptr<const Blob>& file, int64_t classes, PictureSet& set) {
  constexpr int64_t kTail = sizeof(Tail);
  if (file->size() < kTail) return false;
  Tail tail;
  const std::string end = file->read(file->size() - kTail, kTail);
  if (end.size() != sizeof tail) return false;
  std::memcpy(&tail, end.data(), sizeof tail);
  const int64_t rest = file->size() - kTail - tail.pixel_bytes;
  if (std::memcmp(tail.magic, Tail{}.magic, sizeof tail.magic) != 0 || tail.pixel_bytes < 0 ||
      tail.label_count < 0 || tail.skipped_bytes < 0 || rest < 0 ||
      tail.label_count > rest / int64_t{sizeof(int32_t)} ||
      rest != tail.label_count * int64_t{sizeof(int32_t)} + tail.skipped_bytes ||
      tail.pixel_bytes != tail.label_count * set.picture_bytes()) {
    return false;
  }
  const std::string text = file->read(tail.pixel_bytes, rest);
  if (static_cast<int64_t>(text.size()) != rest) return false;
  if (sealed(*file, tail.pixel_bytes, text) != std::string_view(tail.digest, 32)) return false;
  set.labels.resize(static_cast<size_t>(tail.label_count));
  std::memcpy(set.labels.data(), text.data(), set.labels.size() * sizeof(int32_t));
  for (const int32_t label : set.labels) {
    if (label < -1 || label >= classes) return false;
  }
  set.skipped = from_json(
      nlohmann::json::parse(text.substr(set.labels.size() * sizeof(int32_t)), nullptr, false));
  set.pixels = Pixels(file, tail.pixel_bytes);
  return true;
}

/// The set in a file that was made before; nothing if there is none, or none that is whole.
bool find(const Path& path, int64_t classes, PictureSet& set) {
  try {
    return unpack(open_blob(path), classes, set);
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
    file->keep(used, pack_rest(*file, used, set));
  }
  set.pixels = Pixels(file, used);
  return set;
}

}  // namespace wgan
