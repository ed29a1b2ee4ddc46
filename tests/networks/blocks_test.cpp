#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/linalg_svdvals.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/randn_like.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include "networks/layers.h"
#include "support.h"

namespace wgan {
namespace {

Tensor map_of(std::vector<float> values, int64_t height, int64_t width) {
  return at::tensor(values).reshape({1, 1, height, width});
}

float largest_difference(const Tensor& a, const Tensor& b) {
  return (a - b).abs().max().item<float>();
}

TEST(Resampling, HalvesByTheMeanOfWhatIsThere) {
  const auto down = average_down("down");
  const Tensor y = down->forward(map_of({1, 2, 3,  //
                                         5, 6, 7,  //
                                         9, 8, 5},
                                        3, 3),
                                 {});
  // At the edges the pixels that are there count: 2, 1.
  EXPECT_LT(largest_difference(y, map_of({3.5, 5, 8.5, 5}, 2, 2)), 1e-6);
}

TEST(Resampling, DoublesByTheDistancesOfThePixelsCentres) {
  const auto up = bilinear_up("up", {1, 4});
  // Centres of the large pixels at -0.25, 0.25, 0.75, 1.25 of the small: 0, 0.25, 0.75, 1.
  EXPECT_LT(
      largest_difference(up->forward(map_of({0, 1}, 1, 2), {}), map_of({0, 0.25, 0.75, 1}, 1, 4)),
      1e-6);
  EXPECT_LT(largest_difference(bilinear_up("up", {1, 3})->forward(map_of({0, 1}, 1, 2), {}),
                               map_of({0, 0.25, 0.75}, 1, 3)),
            1e-6)
      << "an odd map lacks the last pixel";
  const auto nearest = nearest_up("up", {1, 3});
  EXPECT_LT(largest_difference(nearest->forward(map_of({4, 9}, 1, 2), {}), map_of({4, 4, 9}, 1, 3)),
            1e-6);
}

TEST(Resampling, MeanOfTheMap) {
  const auto mean = average_whole_map("mean");
  EXPECT_FLOAT_EQ(mean->forward(map_of({1, 2, 3, 6}, 2, 2), {}).item<float>(), 3);
}

/// <A x, y> = <x, A' y>.
void expect_transposed(const Layer& layer, const Tensor& x) {
  const Tensor ax = layer.forward(x, {}), y = at::randn_like(ax);
  EXPECT_NEAR((ax * y).sum().item<double>(), (x * layer.vjp(y, x, {})).sum().item<double>(), 1e-10);
  EXPECT_LT((layer.jvp(x, x, {}) - ax).abs().max().item<double>(), 1e-12);
}

TEST(Resampling, HasItsTranspose) {
  for (const Extent extent : {Extent{8, 8}, Extent{7, 10}, Extent{5, 3}}) {
    const Tensor x = at::randn({2, 3, extent[0], extent[1]}, at::kDouble);
    expect_transposed(*average_down("down"), x);
    expect_transposed(*average_whole_map("mean"), x);
  }
}

TEST(LearntMap, IsScaledByALinearFunctionOfZ) {
  const at::NoGradGuard no_grad;
  const auto start = learnt_map("start", 2, 1, {1, 2});
  start->parameters()[0].tensor.copy_(at::tensor({2.0F, -1.0F}).reshape({1, 2}));
  start->parameters()[1].tensor.copy_(at::tensor({10.0F, 3.0F}).reshape({1, 1, 2}));
  // z = (1, 5): 2 - 5 = -3 times the map.
  const Tensor y = start->forward(at::tensor({1.0F, 5.0F}).reshape({1, 2}), {});
  EXPECT_LT(largest_difference(y, map_of({-30, -9}, 1, 2)), 1e-5);
}

TEST(GroupNorm, NormalisesSixteenChannelsTogether) {
  const auto norm = group_norm("norm", 32, 0);
  const Tensor x = at::randn({2, 32, 3, 3}) * 4 + 7, y = norm->forward(x, {});
  for (const int64_t sample : {0, 1}) {
    for (const int64_t group : {0, 1}) {
      const Tensor one = y[sample].narrow(0, group * 16, 16);
      EXPECT_NEAR(one.mean().item<double>(), 0, 1e-5);
      EXPECT_NEAR(one.square().mean().item<double>(), 1, 1e-4);
    }
  }
  // 24 channels have one group, 48 three, 40 two of twenty.
  EXPECT_EQ(group_norm("n", 24, 0)->describe({24, 2, 2}).kind, "group norm, 1 groups");
  EXPECT_EQ(group_norm("n", 40, 0)->describe({40, 2, 2}).kind, "group norm, 2 groups");
  EXPECT_EQ(group_norm("n", 48, 0)->describe({48, 2, 2}).kind, "group norm, 3 groups");
}

TEST(SpectralNorm, DividesByTheLargestSingularValue) {
  const at::NoGradGuard no_grad;
  const auto layer = dense("dense", 7, 5, /*bias=*/false);
  layer->use_spectral_norm();
  ASSERT_TRUE(layer->spectral_norm());
  EXPECT_FALSE(layer->piecewise_linear());
  const Tensor weight = at::randn({5, 7});
  layer->parameters()[0].tensor.copy_(weight);
  const Tensor x = at::randn({3, 7});
  for (int i = 0; i < 200; ++i) layer->forward(x, {.labels = {}, .training = true});
  const Tensor largest = at::linalg_svdvals(weight).max();
  const Tensor expected = x.matmul((weight / largest).t());
  EXPECT_LT(largest_difference(layer->forward(x, {}), expected), 1e-4);
}

TEST(SpectralNorm, IteratesInTrainingOnly) {
  const auto layer = conv_same("conv", 2, 3, 3, {4, 4}, /*bias=*/true);
  layer->use_spectral_norm();
  {
    const at::NoGradGuard no_grad;
    layer->parameters()[0].tensor.copy_(at::randn({3, 2, 3, 3}));
  }
  const Tensor x = at::randn({1, 2, 4, 4}), before = layer->buffers()[0].tensor.clone();
  layer->forward(x, {.labels = {}, .training = false});
  EXPECT_TRUE(layer->buffers()[0].tensor.equal(before));
  layer->forward(x, {.labels = {}, .training = true});
  EXPECT_FALSE(layer->buffers()[0].tensor.equal(before));
  EXPECT_NEAR(layer->buffers()[0].tensor.norm().item<double>(), 1, 1e-6);
}

/// d/dW of <W / s(W), G> = (G - <W / s, G> u v') / s with W = s u v' + ...; u and v have converged.
TEST(SpectralNorm, HasTheGradientOfMiyatosEquation) {
  const auto layer = dense("dense", 3, 2, /*bias=*/false);
  layer->use_spectral_norm();
  // Singular values 4 and 1 along the axes.
  const Tensor weight = at::tensor({4.0F, 0.0F, 0.0F, 0.0F, 1.0F, 0.0F}).reshape({2, 3});
  {
    const at::NoGradGuard no_grad;
    layer->parameters()[0].tensor.copy_(weight);
    for (int i = 0; i < 50; ++i) layer->forward(at::randn({1, 3}), {.training = true});
  }
  const Tensor x = at::tensor({1.0F, 2.0F, 3.0F}).reshape({1, 3});
  layer->forward(x, {.training = true}).sum().backward();
  // G has two rows (1, 2, 3); <W / 4, G> = 1 + 0.25 * 2 = 1.5; u v' is 1 at the first place.
  const Tensor expected =
      at::tensor({-0.5F / 4, 2.0F / 4, 3.0F / 4, 1.0F / 4, 2.0F / 4, 3.0F / 4}).reshape({2, 3});
  EXPECT_LT(largest_difference(layer->parameters()[0].tensor.grad(), expected), 1e-5);
}

TEST(Residual, AddsItsInputAndLeavesItAlone) {
  const at::NoGradGuard no_grad;
  Layers branch;
  branch.push_back(activation("act", {}, /*in_place=*/false));
  const auto block = residual("block", "a block", std::move(branch), {});
  const Tensor x = map_of({-2, 3}, 1, 2), y = block->forward(x, {});
  EXPECT_LT(largest_difference(y, map_of({-2, 6}, 1, 2)), 1e-6);
  EXPECT_LT(largest_difference(x, map_of({-2, 3}, 1, 2)), 1e-6);
}

TEST(GroupedConvolution, ConvolvesEachGroupByItself) {
  const at::NoGradGuard no_grad;
  const auto both = conv_same("both", 4, 4, 3, {5, 6}, /*bias=*/false, 2);
  const auto one = conv_same("one", 2, 2, 3, {5, 6}, /*bias=*/false);
  const Tensor weight = at::randn({4, 2, 3, 3}), x = at::randn({2, 4, 5, 6});
  both->parameters()[0].tensor.copy_(weight);
  const Tensor y = both->forward(x, {});
  for (const int64_t group : {0, 1}) {
    one->parameters()[0].tensor.copy_(weight.narrow(0, 2 * group, 2));
    EXPECT_LT(
        largest_difference(one->forward(x.narrow(1, 2 * group, 2), {}), y.narrow(1, 2 * group, 2)),
        1e-5);
  }
}

}  // namespace
}  // namespace wgan
