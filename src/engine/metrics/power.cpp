#include "power.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/fft_fft2.h>
#include <ATen/ops/hann_window.h>
#include <ATen/ops/outer.h>

#include <algorithm>
#include <cmath>

#include "wgan/device/parallel.h"

namespace wgan {

Tensor of_power(const Pictures& pictures, Window window, int64_t numbers,
                const std::function<Tensor(const Tensor& power)>& reduce) {
  const int64_t n = pictures.size(0), height = pictures.size(1), width = pictures.size(2);
  Tensor out = at::empty({n, numbers});
  const Tensor weights = window == Window::kHann
                             ? at::outer(at::hann_window(height), at::hann_window(width))
                             : Tensor();
  for_parts(n, 64, [&](int64_t first, int64_t count) {
    Tensor planes = pictures.narrow(0, first, count).permute({0, 3, 1, 2}).to(at::kFloat);
    if (weights.defined()) planes = (planes - planes.mean({2, 3}, true)) * weights;
    out.narrow(0, first, count).copy_(reduce(at::fft_fft2(planes).abs().square().mean({1})));
  });
  return out;
}

double decibels(double power) { return 10 * std::log10(std::max(power, 1e-12)); }

}  // namespace wgan
