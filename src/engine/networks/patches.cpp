#include "patches.h"

#include <ATen/ops/addmm.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

namespace wgan {
namespace {

constexpr auto kChannelsLast = at::MemoryFormat::ChannelsLast;

/// The map as [N, H, W, C], in that order in memory.
Tensor pixels_of(const Tensor& map) { return map.contiguous(kChannelsLast).permute({0, 2, 3, 1}); }

/// The padding behind an axis that the last position of the kernel needs.
int64_t behind(const Geometry& g, Extent kernel, size_t axis) {
  return std::max<int64_t>(
      0, (g.small[axis] - 1) * g.stride + kernel[axis] - g.large[axis] - g.before[axis]);
}

/// A view of the padded large map, [N, H, W, C], as [N, small, count[0], count[1] C]: for each
/// position of the kernel, the pixels under the `count` taps from tap `from` on. The pixels of
/// neighbouring positions overlap.
Tensor taps_of(const Tensor& padded, const Geometry& g, Extent from, Extent count) {
  const int64_t pixel = padded.stride(2), row = padded.stride(1);
  return padded.as_strided(
      {padded.size(0), g.small[0], g.small[1], count[0], count[1] * padded.size(3)},
      {padded.stride(0), g.stride * row, g.stride * pixel, row, 1},
      from[0] * row + from[1] * pixel);
}

/// The patches of x as rows, [N small, k k I].
Tensor im2col(const Tensor& x, Extent kernel, const Geometry& g) {
  const Tensor last = x.contiguous(kChannelsLast);
  const Tensor padded = pixels_of(at::constant_pad_nd(
      last, {g.before[1], behind(g, kernel, 1), g.before[0], behind(g, kernel, 0)}));
  return taps_of(padded, g, {0, 0}, kernel)
      .reshape({x.size(0) * g.small[0] * g.small[1], kernel[0] * kernel[1] * x.size(1)});
}

/// The transpose of `im2col`: the sum of overlapping patches, [N, channels, large].
Tensor col2im(const Tensor& patches, int64_t samples, int64_t channels, Extent kernel,
              const Geometry& g) {
  const Tensor padded = at::zeros({samples, g.before[0] + g.large[0] + behind(g, kernel, 0),
                                   g.before[1] + g.large[1] + behind(g, kernel, 1), channels},
                                  patches.options());
  const Tensor all =
      patches.view({samples, g.small[0], g.small[1], kernel[0], kernel[1] * channels});
  // Each addition takes as many taps as do not overlap with those of the next position.
  for (int64_t i = 0; i < kernel[0]; i += g.stride) {
    for (int64_t j = 0; j < kernel[1]; j += g.stride) {
      const Extent count{std::min(g.stride, kernel[0] - i), std::min(g.stride, kernel[1] - j)};
      taps_of(padded, g, {i, j}, count)
          .add_(all.narrow(3, i, count[0]).narrow(4, j * channels, count[1] * channels));
    }
  }
  return padded.narrow(1, g.before[0], g.large[0])
      .narrow(2, g.before[1], g.large[1])
      .permute({0, 3, 1, 2})
      .clone(kChannelsLast);  // not a view, so that layers can change it in place
}

/// A map as a matrix [N h w, C].
Tensor as_rows(const Tensor& map) { return pixels_of(map).reshape({-1, map.size(1)}); }
/// A weight as a matrix [O, k k I].
Tensor as_matrix(const Tensor& w) { return pixels_of(w).reshape({w.size(0), -1}); }

}  // namespace

bool patches_are_faster(const Tensor& map, const Tensor& w, const Geometry& g) {
  if (!map.is_cpu()) return false;
  const int64_t pixels = g.small[0] * g.small[1];
  const int64_t weights = map.scalar_type() == at::kBFloat16 ? 1 << 13 : 1 << 15;  // for each pixel
  return pixels == 1 || w.numel() >= weights * pixels;
}

Tensor convolve_by_patches(const Tensor& x, const Tensor& w, const Tensor& bias,
                           const Geometry& g) {
  const Tensor patches = im2col(x, {w.size(2), w.size(3)}, g), weights = as_matrix(w).t();
  const Tensor y = at::empty({x.size(0), w.size(0), g.small[0], g.small[1]},
                             x.options().memory_format(kChannelsLast));
  Tensor rows = pixels_of(y).view({-1, w.size(0)});
  if (bias.defined()) at::addmm_out(rows, bias, patches, weights);
  else at::mm_out(rows, patches, weights);
  return y;
}

Tensor convolve_transposed_by_patches(const Tensor& y, const Tensor& w, const Geometry& g) {
  return col2im(at::mm(as_rows(y), as_matrix(w)), y.size(0), w.size(1), {w.size(2), w.size(3)}, g);
}

Tensor weight_gradient_by_patches(const Tensor& x, const Tensor& y, Extent kernel,
                                  const Geometry& g) {
  return at::mm(as_rows(y).t(), im2col(x, kernel, g))
      .view({y.size(1), kernel[0], kernel[1], x.size(1)})
      .permute({0, 3, 1, 2});
}

}  // namespace wgan
