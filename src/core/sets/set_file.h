#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wgan/files/blob.h"
#include "wgan/sets/image_source.h"

/// What the readers of binary sets share. Private to this room.
namespace wgan {

/// A file of a binary picture set: its bytes, and those of the file with the labels, if there is
/// one.
struct SetFile {
  std::string name;
  std::string identity;  // changes with the file
  std::shared_ptr<const Blob> pictures;
  std::shared_ptr<const Blob> labels;
  std::vector<std::string> classes;  // as the folder says; empty = the original's
  std::vector<Skipped> faults;       // found while opening
};

/// A published format of picture sets.
struct SetFormat {
  /// Whether a file of that name holds pictures in this format.
  bool (*matches)(std::string_view name);
  /// Opens the file, and what lies beside it: labels, names of classes.
  SetFile (*open)(const Path& path);
  /// Throws Error(kData) if the file is of another format.
  Source (*read)(SetFile file, int64_t max_pixels);
};

/// The file at `path`, unpacked if it is packed by gzip. What goes wrong is one of its faults.
SetFile open_pictures(const Path& path);
/// Opens the file of labels at `path`; if it is missing, the pictures have none.
void open_labels(const Path& path, SetFile& file);
/// The names of classes in a file, one a line; none if it cannot be read.
std::vector<std::string> read_names(const Path& path);

}  // namespace wgan
