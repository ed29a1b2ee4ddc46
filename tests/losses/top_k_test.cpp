#include <cmath>

#include "losses/given.h"

namespace wgan {
namespace {

double of_generator(const LossOptions& options, const Batch& real, const Batch& fake) {
  return make_loss(options)->generator(kIdentity, real, fake).total.item<double>();
}

// Of the scores 1, 4, 2 and 3, half are 4 and 3, whose mean is 3.5; that of all is 2.5.
TEST(TopK, TheGeneratorLearnsFromTheHighestScoresAlone) {
  const Batch real = scores({0, 0, 0, 0}), fake = scores({1, 4, 2, 3});
  EXPECT_NEAR(of_generator({.name = "gp"}, real, fake), -2.5, 1e-12);
  EXPECT_NEAR(of_generator({.name = "gp", .top_k = 0.5}, real, fake), -3.5, 1e-12);
  EXPECT_NEAR(of_generator({.name = "gp", .top_k = 0.75}, real, fake), -3, 1e-12);
  // At least two, which norms over a batch need.
  EXPECT_NEAR(of_generator({.name = "gp", .top_k = 0.01}, real, fake), -3.5, 1e-12);
}

TEST(TopK, OthersGetNoGradient) {
  const Batch real = scores({0, 0, 0, 0});
  Batch fake = scores({1, 4, 2, 3});
  fake.images.requires_grad_();
  const Tensor loss =
      make_loss({.name = "gp", .top_k = 0.5})->generator(kIdentity, real, fake).total;
  EXPECT_EQ(gradient(loss, fake.images), (std::vector<double>{0, -0.5, 0, -0.5}));
}

// Pairs stay pairs: softplus(f(real) - f(fake)) of (20, 4) and (30, 3).
TEST(TopK, RelativisticPairsKeepTheirRealPictures) {
  const double expected = (std::log1p(std::exp(-16.0)) + 16 + std::log1p(std::exp(-27.0)) + 27) / 2;
  EXPECT_NEAR(
      of_generator({.name = "r3", .top_k = 0.5}, scores({0, 20, 10, 30}), scores({1, 4, 2, 3})),
      expected, 1e-9);
}

TEST(TopK, LeavesTheCriticAlone) {
  const Batch real = scores({5, 6}), fake = scores({1, 4});
  const auto of = [&](double share) {
    return make_loss({.name = "clip", .top_k = share})
        ->critic(kIdentity, real, fake, GivenNoise({}))
        .total.item<double>();
  };
  EXPECT_EQ(of(1), of(0.5));
}

}  // namespace
}  // namespace wgan
