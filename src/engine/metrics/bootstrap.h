#pragma once

#include <functional>
#include <vector>

#include "wgan/metrics/metrics.h"
#include "wgan/random/random.h"

/// Standard errors by the bootstrap. Private to this folder.
namespace wgan {

/// Returns how often each of `count` pictures is in each replicate, for which as many are drawn
/// with replacement: float [count, B]. Undefined if no standard errors are wanted.
enum class Side { kReal, kFake };
Tensor draw_replicates(const Comparison& sets, Side side, int64_t count);

/// Returns the standard deviation of the values of a statistic over replicates; NaN for fewer than
/// two.
double standard_error(const std::vector<double>& values);

/// The means of the rows of `numbers`, float [N, D], over all pictures and over each replicate.
struct Means {
  std::vector<double> all;                      // D
  std::vector<std::vector<double>> replicates;  // B times D; empty without counts
};
Means means_of(const Tensor& numbers, const Tensor& counts);

/// Returns the estimate of a function of the means of both sets, with its standard error.
using OfMeans =
    std::function<double(const std::vector<double>& real, const std::vector<double>& fake)>;
Estimate estimate_from(Estimate empty, const Means& real, const Means& fake, const OfMeans& value);

/// Returns the estimate of the mean of a number for each fake picture, float [N].
Estimate mean_estimate(Estimate empty, const Tensor& numbers, const Tensor& counts);

}  // namespace wgan
