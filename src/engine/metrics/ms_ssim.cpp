#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/ones_like.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "bootstrap.h"
#include "wgan/device/parallel.h"
#include "wgan/metrics/list.h"

namespace wgan {
namespace {

/// The constants of Wang 2003: a Gaussian window of 11 pixels and deviation 1.5, and the weights of
/// the scales.
constexpr int64_t kWindow = 11;
constexpr double kDeviation = 1.5, kRange = 255, kC1 = 0.01 * 0.01 * kRange * kRange,
                 kC2 = 0.03 * 0.03 * kRange * kRange;
constexpr std::array kWeights{0.0448, 0.2856, 0.3001, 0.2363, 0.1333};

Tensor gaussian() {
  const Tensor x = at::arange(kWindow, at::kFloat) - (kWindow - 1) / 2;
  const Tensor bell = (x.square() * (-0.5 / (kDeviation * kDeviation))).exp();
  return bell / bell.sum();
}

/// The mean over windows of the similarity of luminance, contrast and structure, and of the latter
/// two alone, [P] each, for two batches [P, C, H, W].
struct Similarity {
  Tensor whole, structure;

  Similarity(const Tensor& a, const Tensor& b) {
    const int64_t channels = a.size(1);
    const Tensor bell = gaussian();
    const auto blur = [&](const Tensor& x) {
      const Tensor down = bell.view({1, 1, kWindow, 1}).expand({channels, 1, kWindow, 1}),
                   across = bell.view({1, 1, 1, kWindow}).expand({channels, 1, 1, kWindow});
      const std::vector<int64_t> one{1, 1}, none{0, 0};
      return at::conv2d(at::conv2d(x, down, {}, one, none, one, channels), across, {}, one, none,
                        one, channels);
    };
    const Tensor mean_a = blur(a), mean_b = blur(b), product = mean_a * mean_b,
                 squares = mean_a.square() + mean_b.square();
    const Tensor contrast =
        (2 * (blur(a * b) - product) + kC2) / (blur(a.square() + b.square()) - squares + kC2);
    structure = contrast.mean({1, 2, 3});
    whole = (contrast * (2 * product + kC1) / (squares + kC1)).mean({1, 2, 3});
  }
};

/// The multi-scale similarity of each pair, [P], over `scales` scales, whose weights are those of
/// the first ones of Wang, with sum 1.
Tensor multi_scale(Tensor a, Tensor b, int64_t scales) {
  const double sum = std::accumulate(kWeights.begin(), kWeights.begin() + scales, 0.0);
  Tensor product;
  for (int64_t i = 0; i < scales; ++i) {
    const Similarity found(a, b);
    const Tensor factor = (i + 1 == scales ? found.whole : found.structure)
                              .clamp_min(0)  // a negative one has no root
                              .pow(kWeights[static_cast<size_t>(i)] / sum);
    product = product.defined() ? product * factor : factor;
    if (i + 1 == scales) break;
    a = at::avg_pool2d(a, 2);
    b = at::avg_pool2d(b, 2);
  }
  return product;
}

}  // namespace

/// Of disjoint pairs in the order of the set, so that pairs are independent.
std::vector<Estimate> metrics::MsSsim::measure(const Comparison& sets) {
  int64_t side = std::min(sets.fake.size(1), sets.fake.size(2)), scales = 0;
  for (; side >= kWindow && scales < std::ssize(kWeights); side /= 2) ++scales;
  const int64_t pairs = sets.fake.size(0) / 2;
  if (scales == 0) return {};
  Tensor similarity = at::empty({pairs});
  for_parts(pairs, 32, [&](int64_t first, int64_t count) {
    const auto planes = [&](int64_t offset) {
      return sets.fake.narrow(0, offset + first, count)
          .permute({0, 3, 1, 2})
          .to(at::kFloat)
          .contiguous();
    };
    similarity.narrow(0, first, count).copy_(multi_scale(planes(0), planes(pairs), scales));
  });
  return {mean_estimate({.name = kName, .good = Good::kLikeReal}, similarity,
                        draw_replicates(sets, Side::kFake, pairs))};
}

}  // namespace wgan
