#pragma once

#include <functional>
#include <optional>

#include "wgan/blob.h"
#include "wgan/source.h"

/// The makers of the sources, one file each.
namespace wgan {

using Source = std::unique_ptr<ImageSource>;

Source open_demo(Size size);
Source open_folder(const Path& root, int64_t max_pixels);

/// One after the other. `prefixes`, one for each part, stand before the names.
Source join_sources(std::vector<Source> parts, std::vector<std::string> prefixes);

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

/// Throws Error(kData) if it is a file of CIFAR-100, whose records have a byte more.
Source open_cifar10(SetFile file);
Source open_stl10(SetFile file);
Source open_mnist(SetFile file, int64_t max_pixels);

/// The pictures of the binary set file `path`; nothing if its name is not that of one.
std::optional<Source> open_set_file(const Path& path, int64_t max_pixels);

/// The same for all set files that lie in `folder`, or, if there are none, in the folders in it.
std::optional<Source> open_set_folder(const Path& folder, int64_t max_pixels);

/// The class names that lie beside a binary set, one a line.
std::vector<std::string> class_names(std::string_view text);

/// "NAME SIZE TIME" of a file: a line of an identity.
std::string file_identity(const Path& path);

}  // namespace wgan
