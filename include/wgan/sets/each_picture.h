#pragma once

#include <functional>

#include "wgan/sets/image_source.h"

namespace wgan {

/// Called now and then with the number of pictures done and of all pictures; one call at a time.
using PictureProgress = std::function<void(int64_t done, int64_t all)>;

/// Reads every picture of `source` and calls `work` with it, on up to `threads` threads. Skips a
/// picture that cannot be read or for which `work` throws Error(kData). Any other exception (a full
/// disk, a lack of memory) ends the loop and is rethrown. Returns the source's own faults, and what
/// was skipped, in order.
std::vector<Skipped> for_each_picture(const ImageSource& source, int64_t threads,
                                      const PictureProgress& progress,
                                      const std::function<void(int64_t index, Image image)>& work);

}  // namespace wgan
