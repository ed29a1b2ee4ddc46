#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wgan/files/blob.h"
#include "wgan/sets/image_source.h"

/// What the readers of binary sets share. Private to this folder.
namespace wgan {

/// A file of a binary picture set: its bytes, and those of its label file, if there is one.
struct SetFile {
  std::string name;
  std::string identity;  // changes with the file
  std::shared_ptr<const Blob> pictures;
  std::shared_ptr<const Blob> labels;
  std::vector<std::string> classes;  // as named in the folder; empty = the original names
  std::vector<Skipped> faults;       // found while opening
};

/// A published format of picture sets.
struct SetFormat {
  /// Whether a file of that name holds pictures in this format.
  bool (*matches)(std::string_view name);
  /// Opens the file and what lies beside it: labels and class names.
  SetFile (*open)(const Path& path);
  /// Returns the pictures of a file. Throws Error(kData) if it is of another format.
  Source (*read)(SetFile file, int64_t max_pixels);
};

/// Opens the file at `path`, unpacking gzip. Problems become its faults.
SetFile open_pictures(const Path& path);
/// Opens the label file at `path`; if it is missing, the pictures have no labels.
void open_labels(const Path& path, SetFile& file);
/// Reads the class names in a file, one per line; returns none if it cannot be read.
std::vector<std::string> read_names(const Path& path);

}  // namespace wgan
