#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/mm.h>

#include <cmath>

#include "wgan/device/parallel.h"
#include "wgan/metrics/feature_metrics.h"

namespace wgan {
namespace {

/// A symmetric matrix as eigenvalues, at least 0, and eigenvectors, the columns.
struct Spectral {
  Tensor values, vectors;

  explicit Spectral(const Tensor& matrix) {
    const auto [found, columns] = at::linalg_eigh(matrix);
    values = found.clamp_min(0);
    vectors = columns;
  }
  Tensor with(const Tensor& other_values) const { return (vectors * other_values).mm(vectors.t()); }
  Tensor root() const { return with(values.sqrt()); }
  /// The inverse of the root, 0 where an eigenvalue is.
  Tensor inverse_root() const {
    const Tensor usable = values > values.max() * 1e-12;
    return with(values.rsqrt().where(usable, at::Scalar(0)));
  }
};

/// The root of S1, and S1^½ S2 S1^½.
struct Coupling {
  Tensor root;
  Spectral inner;

  Coupling(const Tensor& one, const Tensor& other)
      : root(Spectral(one).root()), inner(root.mm(other).mm(root)) {}
};

double distance_from(const Moments& one, const Moments& other, const Coupling& coupling) {
  const Tensor traces =
      one.covariance.trace() + other.covariance.trace() - 2 * coupling.inner.values.sqrt().sum();
  return ((one.mean - other.mean).square().sum() + traces).item<double>();
}

/// The variance of the distance due to the pictures of one side. Moving the law of its features
/// moves the distance by its gradient: 2 (m - m') with respect to the mean, and I - T with respect
/// to the covariance, where T is the map that carries the one law to the other.
double variance_from(const Tensor& values, const Moments& own, const Moments& other,
                     const Tensor& transport) {
  const Tensor centred = values.to(at::kDouble) - own.mean,
               linear = centred.mv(2 * (own.mean - other.mean)),
               quadratic = centred.square().sum(1) - (centred.mm(transport) * centred).sum(1),
               influence = linear + quadratic;
  return ((influence - influence.mean()).square().mean() / static_cast<double>(values.size(0)))
      .item<double>();
}

}  // namespace

Moments moments_of(const Tensor& values) {
  const OneThread alone;  // so that the last bits do not depend on the number of threads
  const Tensor all = values.to(at::kDouble);
  Moments moments;
  moments.mean = all.mean(0);
  const Tensor centred = all - moments.mean;
  moments.covariance = centred.t().mm(centred) / static_cast<double>(all.size(0) - 1);
  return moments;
}

double frechet_distance(const Moments& one, const Moments& other) {
  const OneThread alone;
  return distance_from(one, other, Coupling(one.covariance, other.covariance));
}

Estimate frechet_estimate(const FeatureComparison& sets) {
  const OneThread alone;
  const Moments real = moments_of(sets.real.values), fake = moments_of(sets.fake.values);
  const Coupling coupling(real.covariance, fake.covariance);
  Estimate estimate{.count = sets.fake.values.size(0)};
  estimate.value = distance_from(real, fake, coupling);
  // From fake to real: S1^½ (S1^½ S2 S1^½)^-½ S1^½. Its inverse leads back.
  const Tensor to_real = coupling.root.mm(coupling.inner.inverse_root()).mm(coupling.root);
  const Spectral transport(to_real);
  const Tensor usable = transport.values > transport.values.max() * 1e-12;
  const Tensor to_fake = transport.with(transport.values.reciprocal().where(usable, at::Scalar(0)));
  estimate.error = std::sqrt(variance_from(sets.fake.values, fake, real, to_real) +
                             variance_from(sets.real.values, real, fake, to_fake));
  return estimate;
}

}  // namespace wgan
