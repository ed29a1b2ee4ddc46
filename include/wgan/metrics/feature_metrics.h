#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wgan/metrics/metrics.h"

/// Metrics on what a network finds in pictures.
namespace wgan {

/// What a network finds in a set of pictures, on the processor.
struct Features {
  Tensor values;         // float [N, D]
  Tensor probabilities;  // of classes, float [N, K]; undefined if the network tells none
};

struct FeatureComparison {
  Features real, fake;
};

/// Mean and covariance of features, float64 [D] and [D, D]. The covariance is divided by N - 1, as
/// in the published code of the Fréchet inception distance.
struct Moments {
  Tensor mean, covariance;
};
Moments moments_of(const Tensor& values);

/// The Fréchet distance of two normal laws, which for features of the Inception network is the FID
/// (Heusel 2017): |m1 - m2|² + tr(S1 + S2 - 2 (S1 S2)^½). The trace of the root is the sum of the
/// roots of the eigenvalues of S1^½ S2 S1^½, which is symmetric, in float64: no root of a matrix
/// that is not symmetric, which could come out complex.
double frechet_distance(const Moments& one, const Moments& other);

/// The distance of two sets of features, and its standard error by the delta method: the mean
/// square over the pictures of how much each moves the distance.
Estimate frechet_estimate(const FeatureComparison& sets);

/// The kernel distance (Bińkowski 2018): the unbiased estimate of the squared maximum mean
/// discrepancy with the kernel (x y / D + 1)³, over all pictures. It is the mean that the published
/// code approaches with more and more subsets.
Estimate kernel_estimate(const FeatureComparison& sets);

/// Precision and recall (Kynkäänniemi 2019, k = 3), density and coverage (Naeem 2020, k = 5), with
/// standard errors over the pictures that each is a mean of.
std::vector<Estimate> manifold_estimates(const FeatureComparison& sets);

/// The score exp(E KL(p(y|x) || p(y))) of the generated pictures (Salimans 2016).
Estimate inception_score(const FeatureComparison& sets);

}  // namespace wgan
