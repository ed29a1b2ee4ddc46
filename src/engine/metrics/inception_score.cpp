#include <ATen/TensorOperators.h>

#include <cmath>

#include "wgan/metrics/feature_metrics.h"

namespace wgan {

Estimate inception_score(const FeatureComparison& sets) {
  constexpr double kLeast = 1e-16;  // the logarithm of a probability of 0 counts as that of this
  const Tensor p = sets.fake.probabilities.to(at::kDouble), mean = p.mean(0);
  const Tensor divergence = (p * (p.clamp_min(kLeast).log() - mean.clamp_min(kLeast).log())).sum(1);
  const double score = std::exp(divergence.mean().item<double>());
  // The derivative of the score with respect to the weight of a picture is its own divergence times
  // the score: the part through p(y) has mean 0.
  const double error =
      score * std::sqrt(divergence.var(true).item<double>() / static_cast<double>(p.size(0)));
  return {.good = Good::kLikeReal, .value = score, .error = error, .count = p.size(0)};
}

}  // namespace wgan
