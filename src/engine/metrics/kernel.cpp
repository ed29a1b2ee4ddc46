#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>

#include <cmath>

#include "wgan/device/parallel.h"
#include "wgan/metrics/feature_metrics.h"

namespace wgan {
namespace {

/// The mean of (x y / D + 1)³ over all y, or all others if `same`, for each x: float64 [N].
Tensor kernel_means(const Tensor& from, const Tensor& to, bool same) {
  constexpr int64_t kPart = 256;
  const int64_t n = from.size(0), others = to.size(0) - (same ? 1 : 0);
  const Tensor x = from.to(at::kDouble), y = to.to(at::kDouble).t();
  Tensor means = at::empty({n}, at::kDouble);
  for_parts(n, kPart, [&](int64_t first, int64_t count) {
    Tensor kernel = x.narrow(0, first, count).mm(y).div_(x.size(1)).add_(1).pow_(3);
    if (same) kernel.diagonal(first).fill_(0);
    means.narrow(0, first, count).copy_(kernel.sum(1) / static_cast<double>(others));
  });
  return means;
}

}  // namespace

Estimate kernel_estimate(const FeatureComparison& sets) {
  const Tensor &real = sets.real.values, &fake = sets.fake.values;
  const Tensor within_real = kernel_means(real, real, true),
               within_fake = kernel_means(fake, fake, true),
               real_to_fake = kernel_means(real, fake, false),
               fake_to_real = kernel_means(fake, real, false);
  // How much each picture moves the estimate.
  const auto variance = [](const Tensor& within, const Tensor& across) {
    return (2 * (within - across)).var(true).item<double>() / static_cast<double>(within.size(0));
  };
  return {
      .value = (within_real.mean() + within_fake.mean() - 2 * fake_to_real.mean()).item<double>(),
      .error = std::sqrt(variance(within_real, real_to_fake) + variance(within_fake, fake_to_real)),
      .count = fake.size(0)};
}

}  // namespace wgan
