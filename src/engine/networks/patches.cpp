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

/// A map as [N, H, W, C] in that order in memory.
Tensor pixels_of(const Tensor& map) { return map.contiguous(kChannelsLast).permute({0, 2, 3, 1}); }

/// Zeros behind an axis that the last place of a kernel asks for.
int64_t behind(const Geometry& g, Extent kernel, size_t axis) {
  return std::max<int64_t>(
      0, (g.small[axis] - 1) * g.stride + kernel[axis] - g.large[axis] - g.before[axis]);
}

/// The large map with the zeros around it, [N, H, W, C], as the taps of all places see it:
/// `padded` [N, small, rows, across C], a view in which places overlap, of `rows` rows of taps and
/// `across` taps in a row from tap (row, column) on.
Tensor taps_of(const Tensor& padded, const Geometry& g, Extent from, Extent count) {
  const int64_t pixel = padded.stride(2), row = padded.stride(1);
  return padded.as_strided(
      {padded.size(0), g.small[0], g.small[1], count[0], count[1] * padded.size(3)},
      {padded.stride(0), g.stride * row, g.stride * pixel, row, 1},
      from[0] * row + from[1] * pixel);
}

/// The patches of x, [N small, k k I].
Tensor im2col(const Tensor& x, Extent kernel, const Geometry& g) {
  const Tensor last = x.contiguous(kChannelsLast);
  const Tensor padded = pixels_of(at::constant_pad_nd(
      last, {g.before[1], behind(g, kernel, 1), g.before[0], behind(g, kernel, 0)}));
  return taps_of(padded, g, {0, 0}, kernel)
      .reshape({x.size(0) * g.small[0] * g.small[1], kernel[0] * kernel[1] * x.size(1)});
}

/// The sum of patches, [N, channels, large].
Tensor scatter(const Tensor& patches, int64_t samples, int64_t channels, Extent kernel,
               const Geometry& g) {
  const Tensor padded = at::zeros({samples, g.before[0] + g.large[0] + behind(g, kernel, 0),
                                   g.before[1] + g.large[1] + behind(g, kernel, 1), channels},
                                  patches.options());
  const Tensor all =
      patches.view({samples, g.small[0], g.small[1], kernel[0], kernel[1] * channels});
  // As many taps at once as do not overlap with those of the neighbour.
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
      .clone(kChannelsLast);  // not a view, as in-place changes ask for
}

/// A map as [N h w, C], and a weight as [O, k k I].
Tensor as_rows(const Tensor& map) { return pixels_of(map).reshape({-1, map.size(1)}); }
Tensor as_matrix(const Tensor& w) { return pixels_of(w).reshape({w.size(0), -1}); }

}  // namespace

bool patches_are_faster(const Tensor& map, const Tensor& w, const Geometry& g) {
  if (!map.is_cpu()) return false;
  const int64_t pixels = g.small[0] * g.small[1];
  const int64_t weights = map.scalar_type() == at::kBFloat16 ? 1 << 13 : 1 << 15;  // of a pixel
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
  return scatter(at::mm(as_rows(y), as_matrix(w)), y.size(0), w.size(1), {w.size(2), w.size(3)}, g);
}

Tensor weight_gradient_by_patches(const Tensor& x, const Tensor& y, Extent kernel,
                                  const Geometry& g) {
  return at::mm(as_rows(y).t(), im2col(x, kernel, g))
      .view({y.size(1), kernel[0], kernel[1], x.size(1)})
      .permute({0, 3, 1, 2});
}

}  // namespace wgan
