#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>

#include <algorithm>

#include "blank.h"
#include "wgan/critic_input/list.h"
#include "wgan/random/random.h"

namespace wgan {

/// Blanks a rectangle of half the height and half the width, whose centre is anywhere in the
/// picture.
Tensor diffaugment::Cutout::apply(const Tensor& images, std::vector<Random>& random) {
  const int64_t count = images.size(0), height = images.size(2), width = images.size(3);
  const int64_t tall = (height + 1) / 2, wide = (width + 1) / 2;
  Tensor mask = at::ones({count, 1, height, width});
  float* value = mask.data_ptr<float>();
  for (int64_t i = 0; i < count; ++i) {
    Random& r = random[static_cast<size_t>(i)];
    // An even side has its centre between pixels, so there is one more position.
    const int64_t top = r.below(static_cast<uint32_t>(height + 1 - tall % 2)) - tall / 2,
                  left = r.below(static_cast<uint32_t>(width + 1 - wide % 2)) - wide / 2;
    for (int64_t y = std::max<int64_t>(0, top); y < std::min(height, top + tall); ++y) {
      for (int64_t x = std::max<int64_t>(0, left); x < std::min(width, left + wide); ++x)
        value[(i * height + y) * width + x] = 0;
    }
  }
  mask = mask.to(images.device(), /*non_blocking=*/true);
  return images * mask + (1 - mask) * blank_value(images.size(1));
}

}  // namespace wgan
