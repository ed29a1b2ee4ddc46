#include "subpixel.h"

#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/flip.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "wgan/device/parallel.h"

namespace wgan {
namespace {

/// Copies `subpixels`, [N, (a, a', channel), rows, columns], to the pixels s u + a of the large
/// map. Both are channels-last, so each pixel of a line of `subpixels` gives s neighbours of a
/// line.
void put_in_place(const Tensor& subpixels, const Tensor& x, const Geometry& g) {
  const int64_t s = g.stride, rows = subpixels.size(2), columns = subpixels.size(3);
  const auto pixel = x.size(1) * static_cast<int64_t>(x.element_size()), run = s * pixel;
  const auto* from = static_cast<const std::byte*>(subpixels.const_data_ptr());
  auto* const to = static_cast<std::byte*>(x.mutable_data_ptr());
  constexpr int64_t kLinesAThread = 64;
  parallel_for(0, x.size(0) * g.large[0], kLinesAThread, [&](int64_t first, int64_t last) {
    for (int64_t line = first; line < last; ++line) {
      const int64_t sample = line / g.large[0], row = line % g.large[0] + g.before[0];
      const auto* source = from + ((sample * rows + row / s) * columns * s + row % s) * run;
      auto* const target = to + line * g.large[1] * pixel;
      for (int64_t v = 0; v < columns; ++v, source += s * run) {
        const int64_t begin = std::max<int64_t>(0, s * v - g.before[1]),
                      end = std::min(g.large[1], s * (v + 1) - g.before[1]);
        if (begin >= end) continue;
        const int64_t skipped = begin + g.before[1] - s * v;
        std::memcpy(target + begin * pixel, source + skipped * pixel,
                    static_cast<size_t>((end - begin) * pixel));
      }
    }
  });
}

}  // namespace

bool subpixels_are_faster(const Tensor& y, const Tensor& w, const Geometry& g) {
  constexpr int64_t kFew = 8;
  return y.is_cpu() && w.size(1) < kFew && g.groups == 1;
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
  const Tensor subpixels =
      at::conv2d(y, kernels, {}, /*stride=*/1, {taps[0] - 1, taps[1] - 1}).contiguous(kLast);
  const Tensor x =
      at::empty({y.size(0), channels, g.large[0], g.large[1]}, y.options().memory_format(kLast));
  put_in_place(subpixels, x, g);
  return x;
}

}  // namespace wgan
