#pragma once

#include <functional>

#include "wgan/source.h"

namespace wgan {

/// Called now and then with the number of pictures that are done, and of all; one call at a time.
using PictureProgress = std::function<void(int64_t done, int64_t all)>;

/// Calls `work(i)` once for every picture of `source`, on up to `threads` threads. A picture for
/// which it throws is skipped with what was thrown as the reason; only a lack of memory ends it
/// all. Returns the source's own faults, and what was skipped, in order.
std::vector<Skipped> for_each_picture(const ImageSource& source, int64_t threads,
                                      const PictureProgress& progress,
                                      const std::function<void(int64_t index)>& work);

}  // namespace wgan
