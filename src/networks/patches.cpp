#include "patches.h"

#include <ATen/Parallel.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

namespace wgan {
namespace {

constexpr auto kChannelsLast = at::MemoryFormat::ChannelsLast;

/// A row of a kernel's taps at one place of the small map.
struct Row {
  int64_t place;        // number of the place, over all samples
  int64_t tap;          // which row of the kernel
  int64_t pixel;        // of the large map, over all samples, under its tap `first`
  int64_t first, last;  // taps that lie within the large map
};

/// Calls `each` with every row of every place. Samples are shared out among the threads.
template <typename Each>
void walk(int64_t samples, Extent kernel, const Geometry& g, const Each& each) {
  at::parallel_for(0, samples, 1, [&](int64_t begin, int64_t end) {
    for (int64_t n = begin; n < end; ++n) {
      for (int64_t i = 0; i < g.small[0]; ++i) {
        for (int64_t j = 0; j < g.small[1]; ++j) {
          const int64_t left = g.stride * j - g.before[1];
          const int64_t first = std::clamp<int64_t>(-left, 0, kernel[1]),
                        last = std::clamp<int64_t>(g.large[1] - left, first, kernel[1]);
          for (int64_t tap = 0; tap < kernel[0]; ++tap) {
            const int64_t row = g.stride * i - g.before[0] + tap;
            const bool outside = row < 0 || row >= g.large[0];
            each(Row{.place = (n * g.small[0] + i) * g.small[1] + j,
                     .tap = tap,
                     .pixel = (n * g.large[0] + row) * g.large[1] + left + first,
                     .first = outside ? kernel[1] : first,
                     .last = outside ? kernel[1] : last});
          }
        }
      }
    }
  });
}

template <typename Number>
Tensor gathered(const Tensor& x, Extent kernel, const Geometry& g) {
  const int64_t samples = x.size(0), channels = x.size(1);
  const Tensor patches =
      at::empty({samples * g.small[0] * g.small[1], kernel[0] * kernel[1] * channels}, x.options());
  const auto* from = x.const_data_ptr<Number>();
  auto* to = patches.data_ptr<Number>();
  walk(samples, kernel, g, [&](const Row& row) {
    Number* taps = to + (row.place * kernel[0] + row.tap) * kernel[1] * channels;
    std::fill(taps, taps + row.first * channels, Number(0));
    if (row.first < row.last)
      std::copy_n(from + row.pixel * channels, (row.last - row.first) * channels,
                  taps + row.first * channels);
    std::fill(taps + row.last * channels, taps + kernel[1] * channels, Number(0));
  });
  return patches;
}

/// A new map [N, channels, extent], not a view, as in-place changes ask for.
Tensor new_map(const Tensor& like, int64_t samples, int64_t channels, Extent extent) {
  return at::empty({samples, channels, extent[0], extent[1]},
                   like.options().memory_format(kChannelsLast));
}

template <typename Number>
Tensor scattered(const Tensor& patches, int64_t samples, int64_t channels, Extent kernel,
                 const Geometry& g) {
  const Tensor x = new_map(patches, samples, channels, g.large).zero_();
  const auto* from = patches.const_data_ptr<Number>();
  auto* to = x.data_ptr<Number>();
  walk(samples, kernel, g, [&](const Row& row) {
    const Number* taps =
        from + ((row.place * kernel[0] + row.tap) * kernel[1] + row.first) * channels;
    Number* pixels = to + row.pixel * channels;
    for (int64_t i = 0; i < (row.last - row.first) * channels; ++i) pixels[i] += taps[i];
  });
  return x;
}

/// The patches of x, [N small, k k I].
Tensor gather(const Tensor& x, Extent kernel, const Geometry& g) {
  const Tensor last = x.contiguous(kChannelsLast);
  return x.scalar_type() == at::kDouble ? gathered<double>(last, kernel, g)
                                        : gathered<float>(last, kernel, g);
}

/// The sum of patches, [N, channels, large].
Tensor scatter(const Tensor& patches, int64_t samples, int64_t channels, Extent kernel,
               const Geometry& g) {
  return patches.scalar_type() == at::kDouble
             ? scattered<double>(patches, samples, channels, kernel, g)
             : scattered<float>(patches, samples, channels, kernel, g);
}

/// A map as [N h w, C], and a weight as [O, k k I].
Tensor as_rows(const Tensor& map) {
  return map.contiguous(kChannelsLast).permute({0, 2, 3, 1}).reshape({-1, map.size(1)});
}
Tensor as_matrix(const Tensor& w) {
  return w.contiguous(kChannelsLast).permute({0, 2, 3, 1}).reshape({w.size(0), -1});
}

bool takes(const Tensor& t) {
  return t.is_cpu() && (t.scalar_type() == at::kFloat || t.scalar_type() == at::kDouble);
}

}  // namespace

bool patches_are_faster(const Tensor& map, const Tensor& w, const Geometry& g) {
  return takes(map) && g.small[1] < 8 && w.size(1) >= 16;
}

bool transposed_patches_are_faster(const Tensor& y, const Tensor& w, const Geometry& g) {
  return takes(y) && (patches_are_faster(y, w, g) || w.size(1) < 8);
}

Tensor convolve_by_patches(const Tensor& x, const Tensor& w, const Tensor& bias,
                           const Geometry& g) {
  const Tensor patches = gather(x, {w.size(2), w.size(3)}, g), weights = as_matrix(w).t();
  const Tensor y = new_map(x, x.size(0), w.size(0), g.small);
  Tensor rows = y.permute({0, 2, 3, 1}).view({-1, w.size(0)});
  if (bias.defined()) at::addmm_out(rows, bias, patches, weights);
  else at::mm_out(rows, patches, weights);
  return y;
}

Tensor convolve_transposed_by_patches(const Tensor& y, const Tensor& w, const Geometry& g) {
  return scatter(at::mm(as_rows(y), as_matrix(w)), y.size(0), w.size(1), {w.size(2), w.size(3)}, g);
}

Tensor weight_gradient_by_patches(const Tensor& x, const Tensor& y, Extent kernel,
                                  const Geometry& g) {
  return at::mm(as_rows(y).t(), gather(x, kernel, g))
      .view({y.size(1), kernel[0], kernel[1], x.size(1)})
      .permute({0, 3, 1, 2});
}

}  // namespace wgan
