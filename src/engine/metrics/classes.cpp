#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>

#include "bootstrap.h"
#include "wgan/metrics/classifier.h"
#include "wgan/metrics/feature_metrics.h"
#include "wgan/metrics/list.h"

namespace wgan {
namespace {

constexpr int64_t kLeastSide = 16;
constexpr int64_t kMostClasses = 1000;

/// The share of each class among the most probable ones, for the set and for each replicate.
Means shares(const Features& features, const Tensor& counts) {
  const Tensor best = features.probabilities.argmax(1, /*keepdim=*/true);
  const Tensor hits = at::zeros_like(features.probabilities).scatter(1, best, 1);
  return means_of(hits, counts);
}

}  // namespace

std::vector<Estimate> metrics::Classes::measure(const Comparison& sets) {
  if (!sets.labels.defined() || std::min(sets.real.size(1), sets.real.size(2)) < kLeastSide)
    return {};
  const int64_t classes = sets.labels.max().item<int64_t>() + 1;
  if (classes < 2 || classes > kMostClasses) return {};
  const Classifier classifier(sets.training, sets.labels, classes, sets.seed);
  const FeatureComparison found{classifier.find(sets.real), classifier.find(sets.fake)};
  Estimate score = inception_score(found), distance = frechet_estimate(found);
  score.name = "class-score";
  distance.name = "class-fd";
  const Means real = shares(found.real, draw_replicates(sets, Side::kReal, sets.real.size(0))),
              fake = shares(found.fake, draw_replicates(sets, Side::kFake, sets.fake.size(0)));
  const int64_t count = sets.fake.size(0);
  // Half of the sum of the differences: the share of pictures that are in the wrong class.
  const Estimate balance = estimate_from({.name = "class-balance", .count = count}, real, fake,
                                         [](const auto& r, const auto& f) {
                                           double sum = 0;
                                           for (size_t i = 0; i < r.size(); ++i)
                                             sum += std::abs(r[i] - f[i]) / 2;
                                           return sum;
                                         });
  // Pearson's chi-square of two samples for each degree of freedom: 1 if both follow one law.
  const auto n = static_cast<double>(sets.real.size(0)), m = static_cast<double>(count);
  const Estimate chi_square = estimate_from(
      {.name = "class-chi2", .count = count}, real, fake, [&](const auto& r, const auto& f) {
        double sum = 0, cells = -1;
        for (size_t i = 0; i < r.size(); ++i) {
          const double together = n * r[i] + m * f[i];
          if (together == 0) continue;
          sum += n * m * (r[i] - f[i]) * (r[i] - f[i]) / together;
          ++cells;
        }
        return cells > 0 ? sum / cells : 0;
      });
  return {score, distance, balance, chi_square};
}

}  // namespace wgan
