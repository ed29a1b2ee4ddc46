#pragma once

#include <functional>

#include "wgan/data/data.h"

namespace wgan {

/// Fills `pixels` and the rest of the set; returns the number of bytes of pixels in use.
using Fill = std::function<int64_t(uint8_t* pixels, PictureSet& set)>;

/// Returns the set from the cache file for `source` and `how`. Makes the file with `fill` if it
/// does not exist or is damaged.
PictureSet load_through_file(const ImageSource& source, const Preparation& how,
                             const LoadOptions& options, const Fill& fill);

}  // namespace wgan
