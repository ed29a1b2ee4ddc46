#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wgan/sets/image_source.h"

/// The published binary picture sets: CIFAR-10, STL-10 and MNIST, one reader a file.
namespace wgan {

/// Returns the pictures of the binary set file `path`; nothing if its name is not that of one.
std::optional<Source> open_set_file(const Path& path, int64_t max_pixels);

/// Returns the pictures of all set files in `folder` or, if there are none, in its direct
/// sub-folders.
std::optional<Source> open_set_folder(const Path& folder, int64_t max_pixels);

/// Returns the class names in a file that lies beside a binary set, one a line.
std::vector<std::string> class_names(std::string_view text);

}  // namespace wgan
