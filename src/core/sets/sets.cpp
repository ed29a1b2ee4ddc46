#include "wgan/sets/sets.h"

#include <algorithm>

#include "set_file.h"
#include "wgan/text/text.h"

namespace wgan {

// Each is defined in a file of its own.
extern const SetFormat kCifar10, kStl10, kMnist, kNumPy;

namespace {

const SetFormat* const kFormats[] = {&kCifar10, &kStl10, &kMnist, &kNumPy};

const SetFormat* format_of(const Path& path) {
  const std::string name = path.filename().string();
  for (const SetFormat* format : kFormats) {
    if (format->matches(name)) return format;
  }
  return nullptr;
}

/// Returns the set files in a folder, ordered by name. A set that is there both packed and unpacked
/// counts once.
std::vector<Path> set_files(const Path& folder) {
  std::vector<Path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    std::error_code unknown;
    if (format_of(entry.path()) && entry.is_regular_file(unknown)) files.push_back(entry.path());
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

std::optional<Source> open_set_file(const Path& path, int64_t max_pixels) {
  const SetFormat* format = format_of(path);
  if (!format) return std::nullopt;
  return format->read(format->open(path), max_pixels);
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
