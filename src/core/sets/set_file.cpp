#include "set_file.h"

#include "wgan/base/error.h"
#include "wgan/formats/gzip.h"
#include "wgan/sets/sets.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// A packed set is unpacked into memory, so its size is limited.
constexpr int64_t kMostUnpacked = 2'000'000'000;

std::shared_ptr<const Blob> open_packed(const Path& path, SetFile& file) {
  std::shared_ptr<const Blob> blob = open_blob(path);
  if (!is_gzip(blob->read(0, 2))) return blob;
  Unpacked unpacked = gunzip(blob->read(0, blob->size()), kMostUnpacked);
  if (!unpacked.fault.empty()) file.faults.push_back({path.filename().string(), unpacked.fault});
  return memory_blob(std::move(unpacked.bytes));
}

}  // namespace

std::vector<std::string> read_names(const Path& file) {
  try {
    return class_names(read_file(file, 1 << 16));
  } catch (const Error&) {  // missing: the set's own names are used
    return {};
  }
}

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

std::string file_identity(const Path& path) {
  std::error_code unknown;
  const auto bytes = std::filesystem::file_size(path, unknown);
  const auto time = std::filesystem::last_write_time(path, unknown).time_since_epoch().count();
  return cat(std::filesystem::absolute(path, unknown).lexically_normal().string(), '\0', bytes, ' ',
             time, '\n');
}

}  // namespace wgan
