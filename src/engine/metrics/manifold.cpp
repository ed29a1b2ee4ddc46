#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/mm.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "bootstrap.h"
#include "wgan/device/parallel.h"
#include "wgan/metrics/feature_metrics.h"

namespace wgan {
namespace {

constexpr int64_t kPart = 256;

/// The squared distances of some of `from` to all of `to`, in float64: float32 would lose those of
/// near neighbours.
Tensor squares(const Tensor& from, const Tensor& to, int64_t first, int64_t count) {
  const Tensor rows = from.narrow(0, first, count);
  return rows.mm(to.t()).mul_(-2).add_(to.square().sum(1)).add_(rows.square().sum(1, true));
}

/// The squared distance of each picture to its k-th neighbour, [N].
Tensor radii(const Tensor& set, int64_t k) {
  Tensor found = at::empty({set.size(0)}, set.options());
  for_parts(set.size(0), kPart, [&](int64_t first, int64_t count) {
    Tensor all = squares(set, set, first, count);
    all.diagonal(first).fill_(std::numeric_limits<double>::infinity());
    const int64_t nth = std::min(k, set.size(0) - 1);
    found.narrow(0, first, count).copy_(std::get<0>(all.kthvalue(nth, 1)));
  });
  return found;
}

/// For each of `points`, in how many balls around `centres` it lies, float [N].
Tensor balls_around(const Tensor& points, const Tensor& centres, const Tensor& radius) {
  Tensor found = at::empty({points.size(0)}, at::kFloat);
  for_parts(points.size(0), kPart, [&](int64_t first, int64_t count) {
    found.narrow(0, first, count).copy_((squares(points, centres, first, count) <= radius).sum(1));
  });
  return found;
}

/// For each of `centres`, whether one of `points` lies in the ball around it, float [N].
Tensor has_any(const Tensor& centres, const Tensor& radius, const Tensor& points) {
  Tensor found = at::empty({centres.size(0)}, at::kFloat);
  for_parts(centres.size(0), kPart, [&](int64_t first, int64_t count) {
    const Tensor nearest = squares(centres, points, first, count).amin({1});
    found.narrow(0, first, count).copy_(nearest <= radius.narrow(0, first, count));
  });
  return found;
}

/// The mean of numbers, and its standard error if they are independent.
Estimate mean_of(const char* name, const Tensor& numbers, double scale = 1) {
  const auto n = static_cast<double>(numbers.size(0));
  const Tensor all = numbers.to(at::kDouble) * scale;
  return {.name = name,
          .value = all.mean().item<double>(),
          .error = std::sqrt(all.var(true).item<double>() / n),
          .count = numbers.size(0)};
}

}  // namespace

std::vector<Estimate> manifold_estimates(const FeatureComparison& sets) {
  constexpr int64_t kManifold = 3, kDensity = 5;
  const Tensor real = sets.real.values.to(at::kDouble), fake = sets.fake.values.to(at::kDouble);
  const Tensor around_real = radii(real, kManifold), around_fake = radii(fake, kManifold),
               wide = radii(real, kDensity);
  std::vector<Estimate> estimates{
      mean_of("precision", (balls_around(fake, real, around_real) > 0).to(at::kFloat)),
      mean_of("recall", (balls_around(real, fake, around_fake) > 0).to(at::kFloat)),
      mean_of("density", balls_around(fake, real, wide), 1.0 / kDensity),
      mean_of("coverage", has_any(real, wide, fake))};
  for (Estimate& one : estimates) {
    one.good = Good::kLikeReal;
    one.share = one.name != "density";
  }
  return estimates;
}

}  // namespace wgan
