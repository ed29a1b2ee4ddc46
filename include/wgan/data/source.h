#pragma once

#include <memory>
#include <string>

#include "wgan/options/options.h"
#include "wgan/sets/image_source.h"

/// Where pictures are.
namespace wgan {

/// Opens everything that `paths` name, as one set: "demo", folders of pictures, folders that hold
/// the binaries of CIFAR-10, STL-10 or MNIST, and single such files. Classes of the same name are
/// one. `size` is that of the pictures to come, for sources that draw them. Throws Error(kData) if
/// there is no such thing or no picture in it.
std::unique_ptr<ImageSource> open_source(const SourceOptions& options, Size size);

/// Folders that systems leave behind, and that are passed over.
bool is_system_folder(const std::string& name);

/// What `--channels auto` means for this set: 4 if transparency is kept, 1 if all pictures say in
/// their headers that they are gray (and what is laid under them is, too), else 3.
int64_t natural_channels(const ImageSource& source, const DataOptions& options);

}  // namespace wgan
