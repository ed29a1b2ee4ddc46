#include "wgan/optimizers/optimizers.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>

#include <cmath>

#include "support.h"
#include "wgan/optimizers/list.h"

namespace wgan {
namespace {

/// A network whose critic has weights to move; the gradients are given, so the layers do not
/// matter.
Network some_network() { return std::move(make_networks({.features = 2}, {16, 16}, 3, 1).critic); }

TensorList gradients_for(const Network& network, double scale) {
  TensorList gradients;
  for (const Parameter& p : network.parameters())
    gradients.push_back(p.tensor.detach().cos() * scale);
  return gradients;
}

/// Five updates by the program and by the formula, told number by number in double; `update(w, g,
/// t)` is the formula.
template <typename Update>
void expect_same_path(const OptimizerOptions& options, Update update) {
  const Network network = some_network();
  const auto optimizer = make_optimizer(options, network.parameters());
  std::vector<std::vector<double>> expected;
  for (const Parameter& p : network.parameters()) {
    expected.emplace_back(p.tensor.data_ptr<float>(),
                          p.tensor.data_ptr<float>() + p.tensor.numel());
  }
  for (int t = 1; t <= 5; ++t) {
    const TensorList gradients = gradients_for(network, 0.3 * t);
    size_t number = 0;
    for (size_t i = 0; i < expected.size(); ++i) {
      for (size_t k = 0; k < expected[i].size(); ++k)
        update(expected[i][k], gradients[i].data_ptr<float>()[k], t, number++);
    }
    optimizer->step(gradients);
  }
  for (size_t i = 0; i < expected.size(); ++i) {
    for (size_t k = 0; k < expected[i].size(); ++k) {
      ASSERT_NEAR(network.parameters()[i].tensor.data_ptr<float>()[k], expected[i][k], 2e-6)
          << network.parameters()[i].name << "[" << k << "]";
    }
  }
}

TEST(Optimizers, AShareOfTheRateIsASmallerRate) {
  for (const std::string& name : OptimizerList::names()) {
    const Network whole = some_network(), part = some_network();
    const auto slow = make_optimizer({.name = name, .rate = 2.5e-3}, whole.parameters()),
               shared = make_optimizer({.name = name, .rate = 1e-2}, part.parameters());
    for (const double scale : {1.0, 0.3}) {
      slow->step(gradients_for(whole, scale));
      shared->step(gradients_for(part, scale), {.rate = 0.25});
    }
    for (size_t i = 0; i < whole.parameters().size(); ++i)
      EXPECT_TRUE(whole.parameters()[i].tensor.equal(part.parameters()[i].tensor)) << name;
  }
}

TEST(Adam, FollowsAlgorithmOneOfItsPaper) {
  for (const auto& [beta1, beta2] : {std::pair{0.5, 0.999}, {0.0, 0.9}}) {
    std::vector<double> mean(100'000), square(100'000);
    expect_same_path({.name = "adam", .rate = 1e-2, .beta1 = beta1, .beta2 = beta2},
                     [&](double& w, double g, int t, size_t i) {
                       mean[i] = beta1 * mean[i] + (1 - beta1) * g;
                       square[i] = beta2 * square[i] + (1 - beta2) * g * g;
                       w -= 1e-2 * (mean[i] / (1 - std::pow(beta1, t))) /
                            (std::sqrt(square[i] / (1 - std::pow(beta2, t))) + 1e-8);
                     });
  }
}

TEST(RmsProp, DividesByTheRootOfTheMeanSquare) {
  std::vector<double> square(100'000);
  expect_same_path({.name = "rmsprop", .rate = 1e-3, .rms_decay = 0.99},
                   [&](double& w, double g, int, size_t i) {
                     square[i] = 0.99 * square[i] + 0.01 * g * g;
                     w -= 1e-3 * g / (std::sqrt(square[i]) + 1e-8);
                   });
}

TEST(Optimizer, TheLayoutOfAGradientDoesNotMatter) {
  for (const std::string& name : OptimizerList::names()) {
    const OptimizerOptions options{.name = name, .rate = 1e-2, .beta1 = 0.5};
    const Network plain = some_network(), strided = some_network();
    const auto first = make_optimizer(options, plain.parameters()),
               second = make_optimizer(options, strided.parameters());
    for (int i = 0; i < 3; ++i) {
      const TensorList gradients = gradients_for(plain, i + 1);
      TensorList other;
      for (const Tensor& g : gradients)
        other.push_back(g.dim() == 4 ? g.contiguous(at::MemoryFormat::ChannelsLast) : g);
      first->step(gradients);
      second->step(other);
    }
    for (size_t i = 0; i < plain.parameters().size(); ++i) {
      EXPECT_TRUE(plain.parameters()[i].tensor.allclose(strided.parameters()[i].tensor, 0, 1e-7))
          << name;
    }
  }
}

TEST(Optimizer, GoesOnFromItsStateToTheBit) {
  for (const std::string& name : OptimizerList::names()) {
    const OptimizerOptions options{.name = name, .rate = 1e-2, .beta1 = 0.5};
    const Network through = some_network(), stopped = some_network();
    const auto first = make_optimizer(options, through.parameters()),
               second = make_optimizer(options, stopped.parameters()),
               third = make_optimizer(options, stopped.parameters());
    for (int i = 0; i < 3; ++i) {
      first->step(gradients_for(through, 1));
      second->step(gradients_for(stopped, 1));
    }
    const NamedTensors from = second->state(), to = third->state();
    ASSERT_EQ(from.size(), to.size());
    for (size_t i = 0; i < from.size(); ++i) {
      EXPECT_EQ(from[i].first, to[i].first);
      to[i].second.copy_(from[i].second);
    }
    first->step(gradients_for(through, 1));
    third->step(gradients_for(stopped, 1));
    for (size_t i = 0; i < through.parameters().size(); ++i) {
      EXPECT_TRUE(through.parameters()[i].tensor.equal(stopped.parameters()[i].tensor)) << name;
    }
  }
}

TEST(Optimizer, DescendsItsOwnNetworkAlone) {
  Networks nets = make_networks({.features = 2, .latent = 4}, {16, 16}, 3, 1);
  const auto optimizer =
      make_optimizer({.name = "adam", .rate = 1e-3}, nets.generator.parameters());
  const Tensor critic_before = nets.critic.parameters()[0].tensor.detach().clone(),
               z = at::randn({4, 4});
  const auto loss = [&] { return -nets.critic.forward(nets.generator.forward(z, {}), {}).mean(); };
  const double before = loss().item<double>();
  for (int i = 0; i < 5; ++i) optimizer->step(optimizer->gradients(loss()));
  EXPECT_LT(loss().item<double>(), before);
  EXPECT_TRUE(nets.critic.parameters()[0].tensor.equal(critic_before));
  EXPECT_FALSE(nets.critic.parameters()[0].tensor.grad().defined())
      << "no work for the other network";
}

TEST(RmsProp, WithMomentumMovesByTheVelocity) {
  std::vector<double> square(100'000), velocity(100'000);
  expect_same_path({.name = "rmsprop", .rate = 1e-3, .rms_decay = 0.9, .momentum = 0.5},
                   [&](double& w, double g, int, size_t i) {
                     square[i] = 0.9 * square[i] + 0.1 * g * g;
                     velocity[i] = 0.5 * velocity[i] + g / (std::sqrt(square[i]) + 1e-8);
                     w -= 1e-3 * velocity[i];
                   });
}

TEST(Sgd, FollowsTheGradientWithMomentum) {
  std::vector<double> velocity(100'000);
  expect_same_path({.name = "sgd", .rate = 1e-2, .momentum = 0.9},
                   [&](double& w, double g, int, size_t i) {
                     velocity[i] = 0.9 * velocity[i] + g;
                     w -= 1e-2 * velocity[i];
                   });
}

TEST(AdamW, DecaysTheWeightsBesideTheStep) {
  std::vector<double> mean(100'000), square(100'000);
  expect_same_path({.name = "adamw", .rate = 1e-2, .beta1 = 0.5, .beta2 = 0.9, .weight_decay = 0.1},
                   [&](double& w, double g, int t, size_t i) {
                     mean[i] = 0.5 * mean[i] + 0.5 * g;
                     square[i] = 0.9 * square[i] + 0.1 * g * g;
                     w -= 1e-2 * 0.1 * w;
                     w -= 1e-2 * (mean[i] / (1 - std::pow(0.5, t))) /
                          (std::sqrt(square[i] / (1 - std::pow(0.9, t))) + 1e-8);
                   });
}

}  // namespace
}  // namespace wgan
