#pragma once

#include "wgan/data/source.h"

/// The makers of the sources that are no binary sets, one file each.
namespace wgan {

Source open_demo(Size size);
Source open_folder(const Path& root, int64_t max_pixels);

}  // namespace wgan
