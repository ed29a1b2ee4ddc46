#include "patches.h"

#include <ATen/Dispatch.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "wgan/device/parallel.h"
#include "wgan/networks/products.h"

namespace wgan {
namespace {

constexpr auto kChannelsLast = at::MemoryFormat::ChannelsLast;

/// The map as [N, H, W, C], in that order in memory.
Tensor pixels_of(const Tensor& map) { return map.contiguous(kChannelsLast).permute({0, 2, 3, 1}); }

/// Whether the only patch of the map is the map itself.
bool one_patch(Extent kernel, const Geometry& g) {
  return g.small == Extent{1, 1} && g.before == Extent{} && g.large == kernel;
}

/// Calls `work(first, last)` for parts of [0, count) on LibTorch's threads; each of the `count`
/// items moves so many numbers.
template <typename Work>
void in_parallel(int64_t count, int64_t numbers, const Work& work) {
  constexpr int64_t kNumbersAThread = 1 << 14;
  parallel_for(0, count, std::max<int64_t>(1, kNumbersAThread / numbers), work);
}

/// The patches of x as rows, [N small, k k I], with zeros for pixels outside the map.
Tensor im2col(const Tensor& x, Extent kernel, const Geometry& g) {
  const Tensor pixels = pixels_of(x);
  const int64_t channels = x.size(1), patch = kernel[0] * kernel[1] * channels,
                positions = g.small[0] * g.small[1];
  if (one_patch(kernel, g)) return pixels.reshape({x.size(0), patch});
  const Tensor rows = at::empty({x.size(0) * positions, patch}, x.options());
  // Whole pixels move as bytes, whatever their numbers are.
  const auto pixel = static_cast<int64_t>(x.element_size()) * channels;
  const auto bytes = [&](int64_t count) { return static_cast<size_t>(count * pixel); };
  const auto* from = static_cast<const std::byte*>(pixels.const_data_ptr());
  auto* const to = static_cast<std::byte*>(rows.mutable_data_ptr());
  in_parallel(rows.size(0), patch, [&](int64_t first, int64_t last) {
    for (int64_t row = first; row < last; ++row) {
      const int64_t sample = row / positions, place = row % positions,
                    top = g.stride * (place / g.small[1]) - g.before[0],
                    left = g.stride * (place % g.small[1]) - g.before[1];
      // Of each line of the patch, the pixels before, inside and behind the map.
      const int64_t before = std::clamp<int64_t>(-left, 0, kernel[1]),
                    inside = std::clamp<int64_t>(g.large[1] - left, before, kernel[1]) - before;
      std::byte* line = to + row * kernel[0] * kernel[1] * pixel;
      for (int64_t y = top; y < top + kernel[0]; ++y, line += kernel[1] * pixel) {
        if (y < 0 || y >= g.large[0]) {
          std::memset(line, 0, bytes(kernel[1]));
          continue;
        }
        const int64_t start = (sample * g.large[0] + y) * g.large[1] + left + before;
        std::memset(line, 0, bytes(before));
        std::memcpy(line + before * pixel, from + start * pixel, bytes(inside));
        std::memset(line + (before + inside) * pixel, 0, bytes(kernel[1] - before - inside));
      }
    }
  });
  return rows;
}

/// The taps of a kernel along one axis that reach pixel `at` of the large map, and from where.
struct Taps {
  int64_t first, end;  // tap t = first, first + stride, … < end
  int64_t position;    // of the small map, for tap `first`; each further tap is one position less
};
Taps taps_at(int64_t at, size_t axis, int64_t kernel, const Geometry& g) {
  const int64_t padded = at + g.before[axis];
  // Position q reaches it with tap padded - stride q, for 0 <= q < small.
  const int64_t highest = std::min(padded / g.stride, g.small[axis] - 1);
  return {padded - g.stride * highest, std::min(kernel, padded + 1), highest};
}

template <typename Number>
void add_patches(const Tensor& patches, const Tensor& pixels, Extent kernel, const Geometry& g) {
  const int64_t channels = pixels.size(3), width = g.large[1];
  const auto* from = patches.const_data_ptr<Number>();
  auto* const to = pixels.mutable_data_ptr<Number>();
  in_parallel(pixels.size(0) * g.large[0], width * channels * 4, [&](int64_t first, int64_t last) {
    for (int64_t line = first; line < last; ++line) {
      const int64_t sample = line / g.large[0];
      const Taps down = taps_at(line % g.large[0], 0, kernel[0], g);
      for (int64_t x = 0; x < width; ++x) {
        const Taps right = taps_at(x, 1, kernel[1], g);
        Number* const pixel = to + (line * width + x) * channels;
        std::fill_n(pixel, channels, Number(0));
        int64_t q = down.position;
        for (int64_t i = down.first; i < down.end; i += g.stride, --q) {
          int64_t p = right.position;
          for (int64_t j = right.first; j < right.end; j += g.stride, --p) {
            const int64_t row = (sample * g.small[0] + q) * g.small[1] + p;
            const Number* part = from + ((row * kernel[0] + i) * kernel[1] + j) * channels;
            for (int64_t c = 0; c < channels; ++c) pixel[c] += part[c];
          }
        }
      }
    }
  });
}

/// The transpose of `im2col`: the sum of overlapping patches, [N, channels, large].
Tensor col2im(const Tensor& patches, int64_t samples, int64_t channels, Extent kernel,
              const Geometry& g) {
  if (one_patch(kernel, g))
    return patches.view({samples, kernel[0], kernel[1], channels}).permute({0, 3, 1, 2});
  const Tensor map = at::empty({samples, channels, g.large[0], g.large[1]},
                               patches.options().memory_format(kChannelsLast));
  AT_DISPATCH_FLOATING_TYPES_AND(at::kBFloat16, patches.scalar_type(), "col2im", [&] {
    add_patches<scalar_t>(patches, pixels_of(map), kernel, g);
  });
  return map;
}

/// A map as a matrix [N h w, C].
Tensor as_rows(const Tensor& map) { return pixels_of(map).reshape({-1, map.size(1)}); }
/// A weight as a matrix [O, k k I].
Tensor as_matrix(const Tensor& w) { return pixels_of(w).reshape({w.size(0), -1}); }

}  // namespace

bool patches_are_faster(const Tensor& map, const Tensor& w, const Geometry& g) {
  if (!map.is_cpu() || g.groups > 1) return false;
  const int64_t pixels = g.small[0] * g.small[1];
  const int64_t weights = map.scalar_type() == at::kBFloat16 ? 1 << 13 : 1 << 15;  // for each pixel
  return pixels == 1 || w.numel() >= weights * pixels;
}

Tensor convolve_by_patches(const Tensor& x, const Tensor& w, const Tensor& bias,
                           const Geometry& g) {
  return product(im2col(x, {w.size(2), w.size(3)}, g), as_matrix(w), bias)
      .view({x.size(0), g.small[0], g.small[1], w.size(0)})
      .permute({0, 3, 1, 2});
}

Tensor convolve_transposed_by_patches(const Tensor& y, const Tensor& w, const Geometry& g) {
  return col2im(product(as_rows(y), as_matrix(w).t()), y.size(0), w.size(1), {w.size(2), w.size(3)},
                g);
}

Tensor weight_gradient_by_patches(const Tensor& x, const Tensor& y, Extent kernel,
                                  const Geometry& g) {
  return product(as_rows(y).t(), im2col(x, kernel, g).t())
      .view({y.size(1), kernel[0], kernel[1], x.size(1)})
      .permute({0, 3, 1, 2});
}

}  // namespace wgan
