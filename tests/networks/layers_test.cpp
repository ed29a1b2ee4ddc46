#include "networks/layers.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/randn_like.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/autograd.h>

#include "support.h"
#include "wgan/text/text.h"

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
      const auto down = conv_stride2("down", 3, 2, kernel, extent, false),
                 up = conv_transpose_x2("up", 2, 3, kernel, extent, false);
      expect_adjoint(*down, *up, at::randn({2, 3, extent[0], extent[1]}),
                     at::randn({2, 2, (extent[0] + 1) / 2, (extent[1] + 1) / 2}));
    }
  }
}

TEST(Layers, SpreadIsTheTransposeOfGather) {
  const auto down = conv_whole_map("down", 3, 2, {4, 5}, false),
             up = conv_transpose_whole_map("up", 2, 3, {4, 5}, false);
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

TEST(Layers, ClassBatchNormScalesAndShiftsEachSampleByItsClass) {
  const at::NoGradGuard no_grad;
  const auto norm = class_batch_norm("norm", 1, 2, 0.1, 0);
  // Class 0: scale 2, shift 1; class 1: scale 3, shift -1. The values -1 and 1 have mean 0 and
  // variance 1.
  norm->parameters()[0].tensor.copy_(at::tensor({2.0F, 3.0F}).reshape({2, 1}));
  norm->parameters()[1].tensor.copy_(at::tensor({1.0F, -1.0F}).reshape({2, 1}));
  const Tensor x = at::tensor({-1.0F, 1.0F, 1.0F, -1.0F}).reshape({2, 1, 1, 2});
  const Tensor y = norm->forward(x, {.labels = at::tensor({0, 1}, at::kLong)});
  const Tensor expected = at::tensor({-1.0F, 3.0F, 2.0F, -4.0F}).reshape({2, 1, 1, 2});
  EXPECT_LT((y - expected).abs().max().item<float>(), 1e-5);
}

/// The columns that an impulse in column `at` reaches, in a row amid what a layer of ones makes of
/// an impulse.
std::vector<int64_t> reached(Layer& layer, int64_t at, int64_t side) {
  const at::NoGradGuard no_grad;
  layer.parameters()[0].tensor.fill_(1);
  Tensor x = at::zeros({1, 1, side, side});
  x[0][0].select(1, at).fill_(1);
  const Tensor all = layer.forward(x, {})[0][0];
  const Tensor y = all[all.size(0) / 2];
  std::vector<int64_t> columns;
  for (int64_t i = 0; i < y.size(0); ++i) {
    if (y[i].item<float>() != 0) columns.push_back(i);
  }
  return columns;
}

// TensorFlow's "same" at stride 2 with kernel 5: one pixel before and two after, so output i sees
// the inputs 2i - 1 to 2i + 3.
TEST(Layers, SamePaddingIsTensorFlowsOnAnImpulseBothWays) {
  const auto down = conv_stride2("down", 1, 1, 5, {8, 8}, false);
  EXPECT_EQ(reached(*down, 0, 8), (std::vector<int64_t>{0}));
  EXPECT_EQ(reached(*down, 3, 8), (std::vector<int64_t>{0, 1, 2}));
  EXPECT_EQ(reached(*down, 7, 8), (std::vector<int64_t>{2, 3}));
  const auto up = conv_transpose_x2("up", 1, 1, 5, {8, 8}, false);
  EXPECT_EQ(reached(*up, 0, 4), (std::vector<int64_t>{0, 1, 2, 3}));
  EXPECT_EQ(reached(*up, 1, 4), (std::vector<int64_t>{1, 2, 3, 4, 5}));
  EXPECT_EQ(reached(*up, 3, 4), (std::vector<int64_t>{5, 6, 7}));
  // PyTorch's padding 2 with output padding 1 is shifted by one: 2i - 2 to 2i + 2.
  const auto before = conv_stride2("down", 1, 1, 5, {8, 8}, false, OddPadding::kBefore);
  EXPECT_EQ(reached(*before, 0, 8), (std::vector<int64_t>{0, 1}));
  const auto grown = conv_transpose_x2("up", 1, 1, 5, {8, 8}, false, OddPadding::kBefore);
  EXPECT_EQ(reached(*grown, 0, 4), (std::vector<int64_t>{0, 1, 2}));
}

TEST(Layers, MinibatchDiscriminationSumsTheNearnessOfTheBatch) {
  const at::NoGradGuard no_grad;
  const auto layer = minibatch_discrimination("m", 1, 1, 2);
  layer->parameters()[0].tensor.copy_(at::tensor({1.0F, 2.0F}).reshape({1, 2}));
  // M = (x, 2x), so samples d apart are exp(-3d) near; each is 1 near itself.
  const Tensor o = layer->forward(at::tensor({0.0F, 1.0F, 1.0F}).reshape({3, 1}), {});
  EXPECT_NEAR(o[0][1].item<float>(), 1 + 2 * std::exp(-3.0), 1e-6);
  EXPECT_NEAR(o[1][1].item<float>(), 2 + std::exp(-3.0), 1e-6);
  EXPECT_EQ(o[0][0].item<float>(), 0) << "the features come first";
}

TEST(Layers, MinibatchDeviationIsTheMeanOfTheDeviations) {
  const auto layer = minibatch_deviation("m");
  // Columns (0, 2) and (5, 5): deviations 1 and 0.
  const Tensor y = layer->forward(at::tensor({0.0F, 5.0F, 2.0F, 5.0F}).reshape({2, 2}), {});
  EXPECT_NEAR(y[0][2].item<float>(), 0.5, 1e-3);
  EXPECT_EQ(y[0][2].item<float>(), y[1][2].item<float>());
}

TEST(Layers, VirtualNormUsesTheReferenceAndTheSampleItself) {
  const auto norm = virtual_norm("n", 1, 0);
  // The reference 1 and 3; the sample 8. Mean (1 + 3 + 8) / 3 = 4, mean square 74 / 3, variance
  // 26/3.
  const Tensor y = norm->forward(at::tensor({1.0F, 3.0F, 8.0F}).reshape({3, 1}),
                                 {.labels = {}, .momentum = {}, .reference = 2});
  EXPECT_NEAR(y[2][0].item<float>(), (8 - 4) / std::sqrt(26.0 / 3), 1e-5);
  EXPECT_NEAR(y[0][0].item<float>(), -1, 1e-5) << "the reference by itself: mean 2, deviation 1";
}

TEST(Layers, DropoutIsAFunctionOfItsChanceAndOffInUse) {
  const auto layer = dropout("d", 0.25);
  const Tensor x = at::ones({4, 1000});
  EXPECT_TRUE(layer->forward(x, {}).equal(x));
  const auto dropped = [&](uint64_t index, bool training) {
    KernelRandom kernel_random(1, Stream::kDropout, 0, 0, index);
    return layer->forward(
        x, {.labels = {}, .training = training, .momentum = {}, .kernel_random = &kernel_random});
  };
  EXPECT_TRUE(dropped(0, false).equal(x));
  const Tensor y = dropped(0, true);
  EXPECT_TRUE(y.equal(dropped(0, true)));
  EXPECT_FALSE(y.equal(dropped(1, true)));
  EXPECT_NEAR((y == 0).to(at::kFloat).mean().item<float>(), 0.25, 0.03);
  EXPECT_NEAR(y.max().item<float>(), 4.0 / 3, 1e-6);
}

/// A convolution at stride 1 of the map with every pixel repeated, with as little padding as keeps
/// its extent, the odd line behind.
Tensor repeated_and_convolved(const Tensor& x, const Tensor& w, const Tensor& bias, Extent to) {
  const Tensor large =
      x.repeat_interleave(2, 2).repeat_interleave(2, 3).narrow(2, 0, to[0]).narrow(3, 0, to[1]);
  const int64_t before = (w.size(2) - 1) / 2, behind = w.size(2) - 1 - before;
  return at::conv2d(at::constant_pad_nd(large, {before, behind, before, behind}), w, bias);
}

TEST(Layers, ADoubledConvolutionIsThatOfRepeatedPixelsWithItsGradients) {
  for (const int64_t kernel : {1, 2, 3, 4, 5}) {
    for (const Extent to : {Extent{8, 8}, Extent{6, 10}, Extent{7, 8}, Extent{9, 5}}) {
      for (const int64_t out : {3, 16}) {  // few channels take another way than many
        const auto layer = upsample_conv_x2("up", 5, out, kernel, to, true);
        const Tensor weight = layer->parameters()[0].tensor, bias = layer->parameters()[1].tensor;
        for (const Tensor& one : {weight, bias}) one.set_data(at::randn(one.sizes(), at::kDouble));
        const Tensor x =
            at::randn({2, 5, (to[0] + 1) / 2, (to[1] + 1) / 2}, at::kDouble).requires_grad_();
        const Tensor ours = layer->forward(x, {}),
                     theirs = repeated_and_convolved(x, weight, bias, to), g = at::randn_like(ours);
        const std::string what = cat(kernel, " to ", to[0], "x", to[1], ", ", out, " channels");
        EXPECT_LT((ours - theirs).abs().max().item<double>(), 1e-12) << what;
        const auto gradients = [&](const Tensor& y) {
          return torch::autograd::grad({y}, {x, weight, bias}, {g});
        };
        const auto of_ours = gradients(ours), of_theirs = gradients(theirs);
        for (size_t i = 0; i < of_ours.size(); ++i)
          EXPECT_LT((of_ours[i] - of_theirs[i]).abs().max().item<double>(), 1e-10) << what << i;
      }
    }
  }
}

TEST(Layers, ResizedMapsHaveNoCheckerboard) {
  const at::NoGradGuard no_grad;
  const auto up = upsample_conv_x2("up", 1, 1, 3, {8, 8}, false);
  up->parameters()[0].tensor.copy_(at::randn({1, 1, 3, 3}));
  const Tensor inside = up->forward(at::ones({1, 1, 4, 4}), {})[0][0].slice(0, 1, 7).slice(1, 1, 7);
  EXPECT_LT((inside - inside[0][0]).abs().max().item<float>(), 1e-6);
}

}  // namespace
}  // namespace wgan
