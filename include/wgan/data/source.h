#pragma once

#include <memory>
#include <string>

#include "wgan/options/options.h"
#include "wgan/sets/image_source.h"

/// Opening sources of pictures.
namespace wgan {

/// Opens everything that `options.paths` names as one set: "demo", folders of pictures, folders
/// with the binaries of CIFAR-10, STL-10 or MNIST, and single such files. Classes of the same name
/// are merged. `size` is the size of the pictures from sources that draw them. Throws Error(kData)
/// if a path does not exist or holds no picture.
std::unique_ptr<ImageSource> open_source(const SourceOptions& options, Size size);

/// Returns the number of channels, resolving `--channels auto`: 4 if transparency is kept, 1 if all
/// pictures declare in their headers that they are gray (and the colour laid under them is gray
/// too), else 3.
int64_t natural_channels(const ImageSource& source, const DataOptions& options);

}  // namespace wgan
