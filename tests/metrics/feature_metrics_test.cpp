#include "wgan/metrics/feature_metrics.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>

#include "metrics/bootstrap.h"
#include "wgan/random/random.h"

namespace wgan {
namespace {

Tensor normals(int64_t n, int64_t d, uint64_t seed) {
  Tensor out = at::empty({n, d});
  Random random(seed, Stream::kAugment, 0, 0, 0);
  for (int64_t i = 0; i < n * d; ++i) out.data_ptr<float>()[i] = random.normal();
  return out;
}

Tensor matrix(std::vector<double> values, int64_t side) {
  return at::tensor(values, at::kDouble).view({side, side});
}

FeatureComparison both(const Tensor& real, const Tensor& fake) { return {{real, {}}, {fake, {}}}; }

double named(const std::vector<Estimate>& estimates, const std::string& name) {
  for (const Estimate& one : estimates) {
    if (one.name == name) return one.value;
  }
  ADD_FAILURE() << "no " << name;
  return 0;
}

TEST(Frechet, OfTwoNormalLawsIsTheClosedForm) {
  // On a line: (m1 - m2)² + (s1 - s2)² = 9 + 1.
  const Moments narrow{at::tensor({0.0}, at::kDouble), matrix({1}, 1)},
      wide{at::tensor({3.0}, at::kDouble), matrix({4}, 1)};
  EXPECT_NEAR(frechet_distance(narrow, wide), 10, 1e-12);
  // In the plane the trace of the root of a matrix M is sqrt(tr M + 2 sqrt(det M)). For
  // A = [2 1; 1 2] and B = [1 0; 0 4]: tr AB = 10, det AB = 12.
  const Tensor zero = at::zeros({2}, at::kDouble);
  const Moments a{zero, matrix({2, 1, 1, 2}, 2)}, b{zero, matrix({1, 0, 0, 4}, 2)};
  const double expected = 4 + 5 - 2 * std::sqrt(10 + 2 * std::sqrt(12.0));
  EXPECT_NEAR(frechet_distance(a, b), expected, 1e-12);
  EXPECT_NEAR(frechet_distance(b, a), expected, 1e-12);
  EXPECT_NEAR(frechet_distance(a, a), 0, 1e-12);
  // A covariance without full rank has a root as well.
  const Moments flat{zero, matrix({1, 1, 1, 1}, 2)};
  EXPECT_NEAR(frechet_distance(flat, flat), 0, 1e-12);
}

TEST(Frechet, MomentsAreThoseOfASample) {
  const Moments found = moments_of(at::tensor({1.0F, 0.0F, 3.0F, 2.0F, 2.0F, 4.0F}).view({3, 2}));
  EXPECT_NEAR(found.mean[0].item<double>(), 2, 1e-12);
  EXPECT_NEAR(found.covariance[0][0].item<double>(), 1, 1e-12);
  EXPECT_NEAR(found.covariance[1][1].item<double>(), 4, 1e-12);
  EXPECT_NEAR(found.covariance[0][1].item<double>(), 1, 1e-12);
}

TEST(Frechet, EstimateIsTheDistanceAndItsErrorThatOfRepeatedSets) {
  std::vector<double> values;
  double error = 0;
  constexpr int kPairs = 60;
  for (uint64_t i = 0; i < kPairs; ++i) {
    const Tensor real = normals(300, 6, 2 * i), fake = normals(300, 6, 2 * i + 1) * 1.5 + 0.5;
    const Estimate found = frechet_estimate(both(real, fake));
    EXPECT_NEAR(found.value, frechet_distance(moments_of(real), moments_of(fake)), 1e-9);
    values.push_back(found.value);
    error += found.error / kPairs;
  }
  // The deviation of 60 values is known to 9 %.
  EXPECT_NEAR(error / standard_error(values), 1, 0.3);
}

TEST(Kernel, IsWorkedOutByHand) {
  // (x y + 1)³ of numbers on a line: 1 within zeros, 8 within ones, 1 across.
  const Tensor zeros = at::zeros({4, 1}), ones = at::full({4, 1}, 1.0F);
  EXPECT_DOUBLE_EQ(kernel_estimate(both(zeros, ones)).value, 1 + 8 - 2);
}

TEST(Kernel, OfOneLawIsAboutZeroWhateverTheNumber) {
  std::vector<double> values;
  double error = 0;
  constexpr int kPairs = 60;
  for (uint64_t i = 0; i < kPairs; ++i) {
    const Estimate found =
        kernel_estimate(both(normals(40, 6, 2 * i), normals(40, 6, 2 * i + 1) + 0.5));
    values.push_back(found.value);
    error += found.error / kPairs;
  }
  EXPECT_NEAR(error / standard_error(values), 1, 0.35);
  double mean = 0, deviation = 0;
  std::vector<double> same;
  for (uint64_t i = 0; i < kPairs; ++i) {
    same.push_back(kernel_estimate(both(normals(20, 6, 2 * i), normals(20, 6, 2 * i + 1))).value);
    mean += same.back() / kPairs;
  }
  deviation = standard_error(same) / std::sqrt(kPairs);
  EXPECT_LT(std::abs(mean), 4 * deviation);
}

// MKL's kernels for some processors give other bits on several threads, or inside a parallel loop.
TEST(FeatureMetrics, GiveTheSameBitsForAnyNumberOfThreads) {
  const FeatureComparison sets = both(normals(600, 96, 1), normals(500, 96, 2) * 1.2);
  const auto values = [&](int threads) {
    const int before = at::get_num_threads();
    at::set_num_threads(threads);
    std::map<std::string, std::array<double, 2>> all;
    const auto add = [&](const std::string& name, const Estimate& one) {
      all[name] = {one.value, one.error};
    };
    add("frechet", frechet_estimate(sets));
    add("kernel", kernel_estimate(sets));
    for (const Estimate& one : manifold_estimates(sets)) add(one.name, one);
    all["distance"] = {frechet_distance(moments_of(sets.real.values), moments_of(sets.fake.values)),
                       0};
    at::set_num_threads(before);
    return all;
  };
  const auto one = values(1), three = values(3);
  EXPECT_GE(one.size(), 6U);
  for (const auto& [name, numbers] : one) EXPECT_EQ(numbers, three.at(name)) << name;
}

TEST(Manifold, HalfOfTheModesIsHalfOfTheCoverage) {
  // Two far modes, of which the generator has one.
  const Tensor left = normals(400, 4, 1), right = normals(400, 4, 2) + 100;
  const auto found = manifold_estimates(both(at::cat({left, right}), normals(800, 4, 3)));
  EXPECT_NEAR(named(found, "coverage"), 0.5, 0.05);
  EXPECT_NEAR(named(found, "recall"), 0.5, 0.05);
  EXPECT_GT(named(found, "precision"), 0.9);
  // A fake picture lies in k balls of k + 1 real ones on average if the laws are the same; here
  // half of the real ones have all the fakes.
  EXPECT_NEAR(named(found, "density"), 1, 0.15);
  const auto noise = manifold_estimates(both(left, normals(400, 4, 4) * 100));
  EXPECT_LT(named(noise, "precision"), 0.05);
}

TEST(InceptionScore, IsTheNumberOfClassesAtBestAndOneAtWorst) {
  const Tensor each = at::eye(5).repeat({8, 1}), none = at::full({40, 5}, 0.2F);
  EXPECT_NEAR(inception_score({{}, {{}, each}}).value, 5, 1e-9);
  EXPECT_NEAR(inception_score({{}, {{}, none}}).value, 1, 1e-6);
  EXPECT_NEAR(inception_score({{}, {{}, each}}).error, 0, 1e-9);
}

}  // namespace
}  // namespace wgan
