#include "training/bench.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// A row whose gradients have this root mean square in a weight.
MetricsRow row(const Networks& nets, int64_t step, double critic, double generator) {
  const auto norm = [](const Network& network, double rms) {
    return rms * std::sqrt(static_cast<double>(network.parameter_count()));
  };
  MetricsRow row{.step = step};
  row.critic_gradient = norm(nets.critic, critic);
  row.generator_gradient = norm(nets.generator, generator);
  return row;
}

class Vanishing : public testing::Test {
 protected:
  std::string add(int64_t step, double critic, double generator) {
    return join(vanishing_.add(row(state_.nets, step, critic, generator)), "\n");
  }

  TrainOptions options_ = tiny("clip");
  TrainingState state_{options_, at::kCPU};
  VanishingGradient vanishing_{options_, state_.nets};
};

TEST_F(Vanishing, IsSpokenOfOnceAfterTenSteps) {
  EXPECT_EQ(add(4, 1e-3, 1e-3), "");
  EXPECT_EQ(add(8, 1e-3, 0.9e-8), "");
  EXPECT_EQ(add(12, 1e-3, 0.9e-8), "") << "eight steps";
  const std::string said = add(14, 1e-3, 0);
  EXPECT_EQ(said.find("the generator has learnt nothing since step 4: "), 0U) << said;
  EXPECT_NE(said.find("a norm of 0,"), std::string::npos) << said;
  EXPECT_EQ(add(40, 1e-3, 0), "");
}

TEST_F(Vanishing, MayComeBackAndGoAgain) {
  EXPECT_NE(add(10, 1e-3, 0), "");
  EXPECT_EQ(add(20, 1e-3, 1.1e-8), "");
  EXPECT_EQ(add(25, 1e-3, 0), "");
  EXPECT_NE(add(30, 1e-3, 0), "");
}

TEST_F(Vanishing, IsCountedFromWhereTheRunWentOn) {
  VanishingGradient resumed(options_, state_.nets, 100);
  EXPECT_TRUE(resumed.add(row(state_.nets, 104, 1, 0)).empty());
  const std::string said = join(resumed.add(row(state_.nets, 110, 1, 0)), "\n");
  EXPECT_NE(said.find("since step 100:"), std::string::npos) << said;
  EXPECT_EQ(add(50, 1, 1), "");
  vanishing_.go_back(20);
  EXPECT_EQ(add(28, 1, 0), "");
  EXPECT_NE(add(32, 1, 0).find("since step 20:"), std::string::npos);
}

TEST_F(Vanishing, OfTheCriticIsSpokenOfToo) {
  const std::string said = add(10, 0, 1e-3);
  EXPECT_EQ(said.find("the critic has learnt nothing since step 0: "), 0U) << said;
}

TEST_F(Vanishing, OfBothAtOnceBothAreSpokenOf) {
  const std::string said = add(10, 0, 0);
  EXPECT_NE(said.find("the generator has learnt nothing"), std::string::npos) << said;
  EXPECT_NE(said.find("the critic has learnt nothing"), std::string::npos) << said;
}

TEST(VanishingGradient, WhatHelpsFollowsFromTheLoss) {
  const auto said = [](const std::vector<std::pair<std::string, std::string>>& flags) {
    const TrainOptions options = tiny_with(flags);
    const TrainingState state(options, at::kCPU);
    return join(VanishingGradient(options, state.nets).add(row(state.nets, 10, 0, 0)), "\n");
  };
  EXPECT_NE(said({{"loss", "clip"}, {"clip-norm-params", "true"}}).find("--clip-norm-params=false"),
            std::string::npos);
  EXPECT_NE(said({{"loss", "clip"}}).find("a larger --clip"), std::string::npos);
  EXPECT_NE(said({{"loss", "gan"}, {"generator-loss", "minimax"}}).find("nonsaturating"),
            std::string::npos);
  EXPECT_NE(said({{"loss", "gp"}}).find("a lower --rate"), std::string::npos);
}

}  // namespace
}  // namespace wgan
