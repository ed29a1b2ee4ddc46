#include "subpixel.h"

#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/flip.h>

namespace wgan {

bool subpixels_are_faster(const Tensor& y, const Tensor& w) {
  constexpr int64_t kFew = 8;
  return y.is_cpu() && w.size(1) < kFew;
}

Tensor convolve_transposed_by_subpixels(const Tensor& y, const Tensor& w, const Geometry& g) {
  constexpr auto kLast = at::MemoryFormat::ChannelsLast;
  const int64_t s = g.stride, channels = w.size(1);
  // Pixel s u + a of the padded large map is the sum over t of y[u - t] w[s t + a].
  const Extent taps{(w.size(2) + s - 1) / s, (w.size(3) + s - 1) / s};
  const Tensor kernels =
      at::constant_pad_nd(w, {0, taps[1] * s - w.size(3), 0, taps[0] * s - w.size(2)})
          .view({w.size(0), channels, taps[0], s, taps[1], s})
          .flip({2, 4})
          .permute({3, 5, 1, 0, 2,
                    4})  // a, a', channel of the large map; channel of the small map; t, t'
          .reshape({s * s * channels, w.size(0), taps[0], taps[1]})
          .contiguous(kLast);
  const Tensor subpixels = at::conv2d(y, kernels, {}, /*stride=*/1, {taps[0] - 1, taps[1] - 1});
  const int64_t n = y.size(0), rows = subpixels.size(2), columns = subpixels.size(3);
  return subpixels.contiguous(kLast)
      .permute({0, 2, 3, 1})
      .view({n, rows, columns, s, s * channels})
      .transpose(2, 3)
      .reshape({n, s * rows, s * columns, channels})
      .narrow(1, g.before[0], g.large[0])
      .narrow(2, g.before[1], g.large[1])
      .permute({0, 3, 1, 2})
      .clone(kLast);  // not a view, so that layers can change it in place
}

}  // namespace wgan
