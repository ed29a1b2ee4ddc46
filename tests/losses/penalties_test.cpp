#include <cmath>

#include "losses/given.h"

namespace wgan {
namespace {

/// f(x) = x^2 / 2, whose gradient is x.
const FunctionCritic kParabola([](const Tensor& x) { return x.flatten().square() / 2; });

double total(const LossOptions& options, double penalty, const std::vector<double>& noise = {}) {
  return make_loss(options)
      ->critic(kParabola, scores({1, 3}), scores({2, 4}), GivenNoise(noise, penalty))
      .total.item<double>();
}

// softplus(f(fake) - f(real)): softplus(1.5) = 1.7014133, softplus(3.5) = 3.5297504. The mean
// squared gradients are 5 and 10.
TEST(Penalties, AreMultipliedByWhatTheUpdateSays) {
  const double pairs = (1.7014133 + 3.5297504) / 2;
  EXPECT_NEAR(total({.name = "r3", .gamma = 0.5}, 1), pairs + 0.25 * 15, 1e-6);
  EXPECT_NEAR(total({.name = "r3", .gamma = 0.5}, 4), pairs + 4 * 0.25 * 15, 1e-6);
  EXPECT_NEAR(total({.name = "r3", .gamma = 0.5}, 0), pairs, 1e-6);
  const double hinge = (0.5 + 0) / 2 + (3.0 + 9.0) / 2;
  EXPECT_NEAR(total({.name = "hinge", .r1 = 2}, 3), hinge + 3 * 5, 1e-6);
  EXPECT_NEAR(total({.name = "hinge", .r2 = 2}, 0), hinge, 1e-6);
  // gp with epsilon 1 is at the real pictures: norms 1 and 3, so (0 + 4) / 2.
  const double gap = (2.0 + 8.0) / 2 - (0.5 + 4.5) / 2;
  EXPECT_NEAR(total({.name = "gp", .gp_lambda = 10}, 2, {1, 1}), gap + 2 * 10 * 2, 1e-5);
  EXPECT_NEAR(total({.name = "gp", .gp_lambda = 10}, 0), gap, 1e-6) << "and draws no epsilon";
}

TEST(Penalties, ThatAreLeftOutHaveNoTerm) {
  const LossTerms terms =
      make_loss({.name = "r3"})->critic(kParabola, scores({1}), scores({2}), GivenNoise({}, 0));
  EXPECT_TRUE(terms.terms.empty());
}

// Real 1 and 3 have deviation 1, so with 0.5 for each pixel and epsilon 0 and 1 the points are 1
// and 3 + 0.5 * 1 * 0.5 = 3.25, with norms 1 and 3.25.
TEST(Dragan, PenalisesAroundTheRealPictures) {
  const double gan = total({.name = "gan"}, 1);
  EXPECT_NEAR(total({.name = "dragan", .gp_lambda = 10}, 1, {0, 1}), gan + 10 * 2.25 * 2.25 / 2,
              1e-5);
  EXPECT_NEAR(total({.name = "dragan", .gp_lambda = 10}, 0), gan, 1e-9);
}

// Scores 1 and 3 of real pictures, 2 and 4 of generated ones; anchors 10 and 20. So for real ones
// ((1 - 20)^2 + (3 - 20)^2) / 2 = 325, for generated ones (64 + 36) / 2 = 50.
TEST(LeCam, DrawsScoresToTheAverageOfTheOthers) {
  for (const char* name : {"gan", "hinge", "clip", "r3"}) {
    GivenNoise context({});
    context.score_anchors = {at::tensor({10.0}, at::kDouble), at::tensor({20.0}, at::kDouble)};
    const auto of = [&](double lecam) {
      return make_loss({.name = name, .gamma = 0, .lecam = lecam})
          ->critic(kIdentity, scores({1, 3}), scores({2, 4}), context)
          .total.item<double>();
    };
    const double without = of(0);
    EXPECT_NEAR(of(0.5) - without, 0.5 * 375, 1e-6) << name;
    // The averages move a hundredth of the way to 2 and 3.
    EXPECT_NEAR(context.score_anchors.real.item<double>(), 10 - 0.08, 1e-6) << name;
    EXPECT_NEAR(context.score_anchors.fake.item<double>(), 20 - 0.17, 1e-6) << name;
  }
}

}  // namespace
}  // namespace wgan
