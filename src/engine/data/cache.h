#pragma once

#include <functional>

#include "wgan/data/data.h"

namespace wgan {

/// Fills `pixels` and the rest of the set; returns the bytes of pixels that are in use.
using Fill = std::function<int64_t(uint8_t* pixels, PictureSet& set)>;

/// The set from the cache file that belongs to `source` and `how`, which is made by `fill` if it is
/// not there or damaged.
PictureSet load_through_file(const ImageSource& source, const Preparation& how,
                             const LoadOptions& options, const Fill& fill);

}  // namespace wgan
