#include "networks/layers.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/randn.h>

#include "support.h"

namespace wgan {
namespace {

/// <A x, y> = <x, A' y> with one weight in both layers.
void expect_adjoint(Layer& down, Layer& up, const Tensor& x, const Tensor& y) {
  const at::NoGradGuard no_grad;
  const Tensor weight = at::randn(down.parameters()[0].tensor.sizes());
  down.parameters()[0].tensor.copy_(weight);
  up.parameters()[0].tensor.copy_(weight);
  const double left = (down.forward(x, {}) * y).sum().item<double>(),
               right = (x * up.forward(y, {})).sum().item<double>();
  EXPECT_NEAR(left, right, 1e-3 * std::max(1.0, std::abs(left)));
}

TEST(Layers, TwiceIsTheTransposeOfHalve) {
  for (const int64_t kernel : {3, 4, 5}) {
    for (const Extent extent : {Extent{8, 8}, Extent{7, 8}, Extent{9, 13}}) {
      const auto down = halve("down", 3, 2, kernel, extent, false),
                 up = twice("up", 2, 3, kernel, extent, false);
      expect_adjoint(*down, *up, at::randn({2, 3, extent[0], extent[1]}),
                     at::randn({2, 2, (extent[0] + 1) / 2, (extent[1] + 1) / 2}));
    }
  }
}

TEST(Layers, SpreadIsTheTransposeOfGather) {
  const auto down = gather("down", 3, 2, {4, 5}, false), up = spread("up", 2, 3, {4, 5}, false);
  expect_adjoint(*down, *up, at::randn({2, 3, 4, 5}), at::randn({2, 2, 1, 1}));
}

TEST(Layers, BatchNormKeepsARunningMeanOnlyInTraining) {
  const auto norm = batch_norm("norm", 2);
  const Tensor x = at::randn({8, 2, 4, 4}) * 3 + 5, before = norm->buffers()[0].tensor.clone();
  norm->forward(x, {.labels = {}, .training = false});
  EXPECT_TRUE(norm->buffers()[0].tensor.equal(before));
  const Tensor y = norm->forward(x, {.labels = {}, .training = true, .momentum = 0.25});
  EXPECT_NEAR(y.mean().item<double>(), 0, 1e-5);
  EXPECT_NEAR(norm->buffers()[0].tensor[0].item<double>(),
              0.25 * x.select(1, 0).mean().item<double>(), 1e-5);
}

}  // namespace
}  // namespace wgan
