#include <ATen/TensorOperators.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index.h>

#include <algorithm>

#include "blank.h"
#include "wgan/critic_input/list.h"
#include "wgan/random/random.h"

namespace wgan {

/// Moves each picture along both axes by up to an eighth of the side, rounded.
Tensor diffaugment::Translation::apply(const Tensor& images, std::vector<Random>& random) {
  const int64_t count = images.size(0), height = images.size(2), width = images.size(3);
  const auto longest = [](int64_t side) { return (side + 4) / 8; };
  const auto draw = [](Random& r, int64_t most) {
    return static_cast<int64_t>(r.below(static_cast<uint32_t>(2 * most + 1))) - most;
  };
  // `rows` and `columns` index the picture with a frame of one blank pixel. An index beyond the
  // frame is clamped to it, so everything outside the picture is blank.
  Tensor rows = at::empty({count, height, 1}, at::kLong),
         columns = at::empty({count, 1, width}, at::kLong),
         which = at::empty({count, 1, 1}, at::kLong);
  for (int64_t i = 0; i < count; ++i) {
    Random& r = random[static_cast<size_t>(i)];
    const int64_t down = draw(r, longest(height)), right = draw(r, longest(width));
    for (int64_t y = 0; y < height; ++y)
      rows.data_ptr<int64_t>()[i * height + y] = std::clamp<int64_t>(y - down + 1, 0, height + 1);
    for (int64_t x = 0; x < width; ++x)
      columns.data_ptr<int64_t>()[i * width + x] = std::clamp<int64_t>(x - right + 1, 0, width + 1);
    which.data_ptr<int64_t>()[i] = i;
  }
  const Tensor framed = at::constant_pad_nd(images, {1, 1, 1, 1}, blank_value(images.size(1)));
  c10::List<std::optional<Tensor>> places;
  for (const Tensor& place : {which, rows, columns})
    places.push_back(place.to(images.device(), /*non_blocking=*/true));
  return at::index(framed.permute({0, 2, 3, 1}), places).permute({0, 3, 1, 2}).contiguous();
}

}  // namespace wgan
