#include <algorithm>

#include "sources.h"
#include "wgan/error.h"
#include "wgan/gzip.h"
#include "wgan/text.h"

namespace wgan {
namespace {

/// A packed set is unpacked into memory, so there is a bound to it.
constexpr int64_t kMostUnpacked = 2'000'000'000;

bool starts(std::string_view text, std::string_view part) { return text.starts_with(part); }
bool ends(std::string_view text, std::string_view part) { return text.ends_with(part); }

bool is_cifar10(std::string_view name) {
  return (starts(name, "data_batch") || name == "test_batch.bin") && ends(name, ".bin");
}
bool is_stl10(std::string_view name) {
  return name == "unlabeled_X.bin" || name == "train_X.bin" || name == "test_X.bin";
}
/// "train-images-idx3-ubyte", also with a dot for the second dash, and packed.
bool is_mnist(std::string_view name) {
  return ends(name, "images-idx3-ubyte") || ends(name, "images.idx3-ubyte") ||
         ends(name, "images-idx3-ubyte.gz") || ends(name, "images.idx3-ubyte.gz");
}

/// The class names in a file, if it is there.
std::vector<std::string> read_names(const Path& file) {
  try {
    return class_names(read_file(file, 1 << 16));
  } catch (const Error&) {  // missing: the set's own names serve
    return {};
  }
}

std::shared_ptr<const Blob> open_packed(const Path& path, SetFile& file) {
  std::shared_ptr<const Blob> blob = open_blob(path);
  if (!is_gzip(blob->read(0, 2))) return blob;
  Unpacked unpacked = gunzip(blob->read(0, blob->size()), kMostUnpacked);
  if (!unpacked.fault.empty()) file.faults.push_back({path.filename().string(), unpacked.fault});
  return memory_blob(std::move(unpacked.bytes));
}

/// The labels beside the pictures; a file that is missing means that there are none.
void open_labels(const Path& path, SetFile& file) {
  std::error_code unknown;
  if (!std::filesystem::exists(path, unknown)) return;
  file.identity += file_identity(path);
  try {
    file.labels = open_packed(path, file);
  } catch (const Error& error) {
    file.faults.push_back({path.filename().string(), error.what(), /*passing=*/true});
  }
}

SetFile open_pictures(const Path& path) {
  SetFile file{path.filename().string(), file_identity(path), nullptr, nullptr, {}, {}};
  try {
    file.pictures = open_packed(path, file);
  } catch (const Error& error) {
    file.faults.push_back({file.name, error.what(), /*passing=*/true});
    file.pictures = memory_blob("");
  }
  if (file.pictures->size() == 0 && file.faults.empty())
    file.faults.push_back({file.name, "it is empty"});
  return file;
}

Source cifar10(const Path& path, int64_t /*max_pixels*/) {
  SetFile file = open_pictures(path);
  file.classes = read_names(path.parent_path() / "batches.meta.txt");
  return open_cifar10(std::move(file));
}

Source stl10(const Path& path, int64_t /*max_pixels*/) {
  SetFile file = open_pictures(path);
  file.classes = read_names(path.parent_path() / "class_names.txt");
  if (!starts(file.name, "unlabeled"))
    open_labels(path.parent_path() / replaced(file.name, "_X.bin", "_y.bin"), file);
  return open_stl10(std::move(file));
}

Source mnist(const Path& path, int64_t max_pixels) {
  SetFile file = open_pictures(path);
  const std::string labels = replaced(replaced(file.name, "images", "labels"), "idx3", "idx1");
  const bool packed = ends(labels, ".gz");
  open_labels(path.parent_path() / labels, file);
  if (!file.labels) {  // one of the two may be packed and the other not
    open_labels(
        path.parent_path() / (packed ? labels.substr(0, labels.size() - 3) : labels + ".gz"), file);
  }
  return open_mnist(std::move(file), max_pixels);
}

struct Kind {
  bool (*matches)(std::string_view name);
  Source (*open)(const Path& path, int64_t max_pixels);
};

constexpr Kind kKinds[] = {{is_cifar10, cifar10}, {is_stl10, stl10}, {is_mnist, mnist}};

const Kind* kind_of(const Path& path) {
  const std::string name = path.filename().string();
  for (const Kind& kind : kKinds) {
    if (kind.matches(name)) return &kind;
  }
  return nullptr;
}

/// The set files in a folder, by name. A set that is there packed and unpacked counts once.
std::vector<Path> set_files(const Path& folder) {
  std::vector<Path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    std::error_code unknown;
    if (kind_of(entry.path()) && entry.is_regular_file(unknown)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  const std::vector<Path> all = files;
  std::erase_if(files, [&](const Path& file) {
    return file.extension() == ".gz" &&
           std::binary_search(all.begin(), all.end(), Path(file).replace_extension());
  });
  return files;
}

}  // namespace

std::vector<std::string> class_names(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end));
    if (!line.empty()) names.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return names;
}

std::string file_identity(const Path& path) {
  std::error_code unknown;
  const auto bytes = std::filesystem::file_size(path, unknown);
  const auto time = std::filesystem::last_write_time(path, unknown).time_since_epoch().count();
  return cat(std::filesystem::absolute(path, unknown).lexically_normal().string(), '\0', bytes, ' ',
             time, '\n');
}

std::optional<Source> open_set_file(const Path& path, int64_t max_pixels) {
  const Kind* kind = kind_of(path);
  return kind ? std::optional(kind->open(path, max_pixels)) : std::nullopt;
}

std::optional<Source> open_set_folder(const Path& folder, int64_t max_pixels) {
  std::vector<Path> files = set_files(folder);
  if (files.empty()) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
      std::error_code unknown;
      if (entry.is_directory(unknown)) {
        for (Path& file : set_files(entry.path())) files.push_back(std::move(file));
      }
    }
    std::sort(files.begin(), files.end());
  }
  if (files.empty()) return std::nullopt;
  std::vector<Source> parts;
  for (const Path& file : files) parts.push_back(*open_set_file(file, max_pixels));
  return join_sources(std::move(parts), std::vector<std::string>(files.size()));
}

}  // namespace wgan
