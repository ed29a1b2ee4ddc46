#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

#include "wgan/critic_input/list.h"
#include "wgan/random/random.h"

namespace wgan {

/// Brightness adds U(-1/2, 1/2). Saturation multiplies the distance from the pixel's mean over the
/// channels by U(0, 2). Contrast multiplies the distance from the picture's mean by U(1/2, 3/2).
/// Transparency stays as it is.
Tensor diffaugment::Color::apply(const Tensor& images, std::vector<Random>& random) {
  const auto count = static_cast<int64_t>(random.size());
  Tensor draws = at::empty({3, count, 1, 1, 1});
  float* value = draws.data_ptr<float>();
  for (int64_t i = 0; i < count; ++i) {
    Random& r = random[static_cast<size_t>(i)];
    value[i] = r.uniform() - 0.5F;
    value[count + i] = 2 * r.uniform();
    value[2 * count + i] = r.uniform() + 0.5F;
  }
  draws = draws.to(images.device(), /*non_blocking=*/true);
  const bool has_alpha = images.size(1) == 4;
  Tensor colours = has_alpha ? images.narrow(1, 0, 3) : images;
  colours = colours + draws[0];
  const Tensor gray = colours.mean(1, /*keepdim=*/true);
  colours = (colours - gray) * draws[1] + gray;
  const Tensor mean = colours.mean({1, 2, 3}, /*keepdim=*/true);
  colours = (colours - mean) * draws[2] + mean;
  return has_alpha ? at::cat({colours, images.narrow(1, 3, 1)}, 1) : colours;
}

}  // namespace wgan
