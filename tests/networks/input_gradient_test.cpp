#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/randn.h>
#include <torch/csrc/autograd/autograd.h>

#include "networks/arch_options.h"
#include "support.h"
#include "wgan/losses/losses.h"
#include "wgan/networks/list.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// A critic in float64 whose weights are large enough for its gradient to matter.
Network critic_of(const NetworkOptions& options, Size size, int64_t channels) {
  Network critic = std::move(make_networks(options, size, channels, 7).critic);
  critic.to(at::kCPU, at::kDouble);
  const at::NoGradGuard no_grad;
  for (const Parameter& p : critic.parameters()) p.tensor.copy_(0.3 * at::randn(p.tensor.sizes()));
  return critic;
}

/// A penalty of the input gradients, and what it gives each weight.
struct Penalty {
  Tensor gradient;
  TensorList of_weights;
};

template <typename Function>
Penalty penalty(const Network& critic, const Function& input_gradient) {
  const Tensor g = input_gradient();
  const Tensor total = ((g.flatten(1).square().sum(1) + 1e-12).sqrt() - 1).square().mean();
  TensorList weights;
  for (const Parameter& p : critic.parameters()) weights.push_back(p.tensor);
  return {g.detach(), torch::autograd::grad({total}, weights, {}, /*retain_graph=*/false,
                                            /*create_graph=*/false, /*allow_unused=*/true)};
}

/// Of two tensors in float64, relative to the larger numbers in them; an undefined one is zero.
void expect_equal(const Tensor& found, const Tensor& expected, const std::string& what,
                  double within = 1e-10) {
  if (!found.defined() || !expected.defined()) {
    for (const Tensor& other : {found, expected})
      EXPECT_TRUE(!other.defined() || other.abs().max().item<double>() == 0) << what;
    return;
  }
  ASSERT_EQ(found.sizes(), expected.sizes()) << what;
  const double scale = std::max(1e-3, expected.abs().max().item<double>());
  EXPECT_LT((found - expected).abs().max().item<double>(), within * scale) << what;
}

std::string described(const NetworkOptions& options, Size size, int64_t channels) {
  return cat(options.arch, " ", size.width, "x", size.height, "x", channels, ", kernel ",
             options.kernel, ", ", options.act, options.conditional ? ", conditional" : "");
}

/// That a chain gives what a second derivative gives.
void expect_chain(const NetworkOptions& options, Size size, int64_t channels) {
  const std::string what = described(options, size, channels);
  const Network critic = critic_of(options, size, channels);
  const NetworkCritic f(critic);
  const Tensor x = at::randn({3, channels, size.height, size.width}, at::kDouble);
  const Tensor y = at::arange(3);
  ASSERT_TRUE(critic.input_gradient(x, {.labels = y, .momentum = {}})) << what;
  const Penalty chain = penalty(critic, [&] { return f.input_gradient(x, y); });
  const Penalty twice = penalty(critic, [&] { return f.Critic::input_gradient(x, y); });
  expect_equal(chain.gradient, twice.gradient, cat(what, ", with respect to the pictures"));
  for (size_t i = 0; i < chain.of_weights.size(); ++i)
    expect_equal(chain.of_weights[i], twice.of_weights[i],
                 cat(what, ", ", critic.parameters()[i].name));
}

/// Scores and squared slopes, and what a loss of both gives each weight.
struct WithLoss {
  Slopes slopes;
  TensorList of_weights;
};
WithLoss with_loss(const Network& critic, Slopes slopes) {
  const Tensor rank = at::arange(1, slopes.scores.size(0) + 1, at::kDouble);
  const Tensor total =
      (slopes.scores.square() * rank).mean() + 0.7 * (slopes.squares * rank).mean();
  TensorList weights;
  for (const Parameter& p : critic.parameters()) weights.push_back(p.tensor);
  return {{slopes.scores.detach(), slopes.squares.detach()},
          torch::autograd::grad({total}, weights, {}, /*retain_graph=*/false,
                                /*create_graph=*/false, /*allow_unused=*/true)};
}

/// That one pass for scores and slopes gives what autograd gives.
void expect_slopes(const NetworkOptions& options, Size size, int64_t channels) {
  const std::string what = described(options, size, channels);
  const Network critic = critic_of(options, size, channels);
  const NetworkCritic f(critic);
  const Tensor x = at::randn({4, channels, size.height, size.width}, at::kDouble);
  const Tensor y = at::arange(4) % 3;
  ASSERT_TRUE(critic.slopes(x, {.labels = y, .momentum = {}})) << what;
  const WithLoss ours = with_loss(critic, f.slopes(x, y));
  const WithLoss twice = with_loss(critic, f.Critic::slopes(x, y));
  expect_equal(ours.slopes.scores, twice.slopes.scores, cat(what, ", scores"), 1e-12);
  expect_equal(ours.slopes.squares, twice.slopes.squares, cat(what, ", squares"), 1e-12);
  ASSERT_EQ(ours.of_weights.size(), twice.of_weights.size());
  for (size_t i = 0; i < ours.of_weights.size(); ++i)
    expect_equal(ours.of_weights[i], twice.of_weights[i],
                 cat(what, ", ", critic.parameters()[i].name), 1e-12);
}

TEST(InputGradient, ScoresAndSlopesInOnePassAreThoseOfAutograd) {
  for (const std::string& arch : ArchitectureList::names()) {
    for (const Size size : {Size{32, 32}, Size{33, 47}, Size{68, 56}}) {
      for (const char* act : {"auto", "lrelu:0.01"}) {
        for (const bool conditional : {false, true}) {
          NetworkOptions o = options_of(arch);
          o.features = 3, o.mlp_width = 9, o.act = act, o.critic_norm = "none";
          o.conditional = conditional, o.classes = 3;
          expect_slopes(o, size, 3);
        }
      }
    }
    for (const int64_t kernel : {3, 5}) {
      NetworkOptions o = options_of(arch);
      o.features = 3, o.mlp_width = 9, o.kernel = kernel, o.critic_norm = "none";
      expect_slopes(o, {36, 45}, 1);
    }
  }
}

TEST(InputGradient, ALossOfOnlyTheScoresOrOnlyTheSlopesHasItsGradientToo) {
  NetworkOptions o = options_of("dcgan");
  o.features = 2, o.critic_norm = "none";
  const Network critic = critic_of(o, {32, 32}, 3);
  const NetworkCritic f(critic);
  const Tensor x = at::randn({2, 3, 32, 32}, at::kDouble);
  TensorList weights;
  for (const Parameter& p : critic.parameters()) weights.push_back(p.tensor);
  const auto gradients = [&](const Slopes& slopes, bool of_scores) {
    return torch::autograd::grad({(of_scores ? slopes.scores : slopes.squares).sum()}, weights, {},
                                 false, false, /*allow_unused=*/true);
  };
  for (const bool of_scores : {true, false}) {
    const auto ours = gradients(f.slopes(x, {}), of_scores),
               twice = gradients(f.Critic::slopes(x, {}), of_scores);
    for (size_t i = 0; i < ours.size(); ++i)
      expect_equal(ours[i], twice[i], critic.parameters()[i].name, 1e-12);
  }
}

TEST(InputGradient, TheChainEqualsTheSecondDerivativeInEveryNetworkAndSize) {
  for (const std::string& arch : ArchitectureList::names()) {
    for (const Size size : {Size{32, 32}, Size{33, 47}, Size{68, 56}, Size{17, 100}}) {
      for (const char* act : {"auto", "relu", "lrelu:0.01"}) {
        for (const bool conditional : {false, true}) {
          NetworkOptions o = options_of(arch);
          o.features = 3, o.mlp_width = 9, o.act = act, o.critic_norm = "none";
          o.conditional = conditional, o.classes = 3;
          if (size.width == 17) o.depth = 2;
          expect_chain(o, size, 3);
        }
      }
    }
    for (const int64_t kernel : {3, 4, 5}) {
      for (const int64_t channels : {1, 4}) {
        NetworkOptions o = options_of(arch);
        o.features = 3, o.mlp_width = 9, o.kernel = kernel, o.critic_norm = "none";
        expect_chain(o, {36, 45}, channels);
      }
    }
  }
}

TEST(InputGradient, ThereIsNoChainThroughWhatIsNotPiecewiseLinear) {
  const auto has_chain = [](const NetworkOptions& o) {
    const Network critic = critic_of(o, {32, 32}, 3);
    const Tensor x = at::randn({3, 3, 32, 32}, at::kDouble);
    const bool found =
        critic.input_gradient(x, {.labels = at::arange(3), .momentum = {}}).has_value();
    // Then the second derivative is taken.
    const Tensor g = NetworkCritic(critic).input_gradient(x, at::arange(3));
    EXPECT_EQ(g.sizes(), x.sizes());
    return found;
  };
  NetworkOptions plain = options_of("dcgan");
  plain.features = 2;
  EXPECT_TRUE(has_chain(plain));
  for (const char* norm : {"batch", "layer", "instance", "group", "spectral"}) {
    NetworkOptions o = plain;
    o.critic_norm = norm;
    EXPECT_FALSE(has_chain(o)) << norm;
  }
  for (const char* minibatch : {"discrimination", "deviation"}) {
    NetworkOptions o = plain;
    o.minibatch = minibatch;
    EXPECT_FALSE(has_chain(o)) << minibatch;
  }
  NetworkOptions dropout = plain, classes = plain;
  dropout.dropout = 0.5, classes.scores = 3;
  EXPECT_FALSE(has_chain(dropout));
  EXPECT_FALSE(has_chain(classes)) << "the mean of several scores' exponentials is not linear";
}

TEST(InputGradient, ShowsTheWitnessEachLayer) {
  NetworkOptions o = options_of("dcgan");
  o.features = 2;
  const Network critic = critic_of(o, {32, 32}, 3);
  std::vector<std::string> chain, plain;
  const Tensor x = at::randn({2, 3, 32, 32}, at::kDouble);
  NetworkCritic(critic, nullptr, [&](const Tensor&, const std::string& layer, const Tensor&) {
    chain.push_back(layer);
  }).input_gradient(x, {});
  NetworkCritic(critic, nullptr, [&](const Tensor&, const std::string& layer, const Tensor&) {
    plain.push_back(layer);
  }).class_scores(x, {});
  EXPECT_EQ(chain, plain);
  EXPECT_FALSE(chain.empty());
}

}  // namespace
}  // namespace wgan
