#include "wgan/training/schedule.h"

#include <cmath>

#include "support.h"

namespace wgan {
namespace {

TEST(Schedule, FallsToItsEndAlongItsCurve) {
  TrainOptions o;
  EXPECT_EQ(rate_share(o, 0, 100), 1);
  EXPECT_EQ(rate_share(o, 99, 100), 1) << "constant";
  o.rate_end = 0.2;
  o.schedule = "linear";
  EXPECT_EQ(rate_share(o, 0, 100), 1);
  EXPECT_NEAR(rate_share(o, 25, 100), 0.8, 1e-12);
  EXPECT_NEAR(rate_share(o, 100, 100), 0.2, 1e-12);
  EXPECT_NEAR(rate_share(o, 150, 100), 0.2, 1e-12) << "a run that went on beyond its length";
  o.schedule = "cosine";
  EXPECT_EQ(rate_share(o, 0, 100), 1);
  // (1 + cos(pi / 4)) / 2 = 0.8535534; 0.2 + 0.8 of that is 0.8828427.
  EXPECT_NEAR(rate_share(o, 25, 100), 0.8828427, 1e-7);
  EXPECT_NEAR(rate_share(o, 50, 100), 0.6, 1e-12);
  EXPECT_NEAR(rate_share(o, 100, 100), 0.2, 1e-12);
}

TEST(Schedule, WarmsUpFirst) {
  TrainOptions o;
  o.warmup = 4;
  EXPECT_NEAR(rate_share(o, 0, 100), 0.25, 1e-12);
  EXPECT_NEAR(rate_share(o, 2, 100), 0.75, 1e-12);
  EXPECT_EQ(rate_share(o, 3, 100), 1);
  EXPECT_EQ(rate_share(o, 50, 100), 1);
  o.schedule = "linear", o.rate_end = 0;
  EXPECT_NEAR(rate_share(o, 1, 100), 0.5 * 0.99, 1e-12);
}

TEST(Schedule, LeadsBetaTwoAndGammaToTheirEnds) {
  TrainOptions o;
  EXPECT_FALSE(scheduled_beta2(o, 50, 100));
  o.schedule = "linear";
  o.optimizer.beta2 = 0.9, o.optimizer.beta2_end = 0.99;
  EXPECT_NEAR(*scheduled_beta2(o, 0, 100), 0.9, 1e-12);
  EXPECT_NEAR(*scheduled_beta2(o, 50, 100), 0.945, 1e-12);
  EXPECT_NEAR(*scheduled_beta2(o, 100, 100), 0.99, 1e-12);
  EXPECT_EQ(penalty_factor(o, 50, 0, 100), 1);
  o.loss.gamma = 2, o.loss.gamma_end = 0.5;
  EXPECT_NEAR(penalty_factor(o, 50, 0, 100), 1.25 / 2, 1e-12);
  EXPECT_NEAR(penalty_factor(o, 100, 0, 100), 0.25, 1e-12);
}

TEST(Schedule, LeadsTheAverageToItsEnd) {
  TrainOptions o;
  o.schedule = "linear";
  o.ema = 0.9, o.ema_end = 0.99;
  EXPECT_NEAR(average_decay(o, 500, 1000), 0.945, 1e-12);
  EXPECT_NEAR(average_decay(o, 1000, 1000), 0.99, 1e-12);
  EXPECT_NEAR(average_decay(o, 0, 1000), 0.1, 1e-12) << "the first steps have less";
}

TEST(Schedule, TakesALazyPenaltyInEveryKthCriticUpdate) {
  TrainOptions o;
  o.loss.n_critic = 3, o.loss.gp_every = 4;
  std::vector<double> factors;
  for (int64_t update = 0; update < 9; ++update)
    factors.push_back(penalty_factor(o, update / 3, update % 3, 100));
  EXPECT_EQ(factors, (std::vector<double>{4, 0, 0, 0, 4, 0, 0, 0, 4}));
}

TEST(Schedule, AveragesByDecayOrByPictures) {
  TrainOptions o;
  o.ema = 0.999;
  EXPECT_NEAR(average_decay(o, 0, 1000), 0.1, 1e-12) << "(1 + 0) / (10 + 0)";
  EXPECT_NEAR(average_decay(o, 89, 1000), 90.0 / 99, 1e-12);
  EXPECT_NEAR(average_decay(o, 1'000'000, 1000), 0.999, 1e-12);
  o.ema = 0;
  EXPECT_EQ(average_decay(o, 5, 1000), 0) << "no averaging";
  o.batch = 100, o.ema_half_life = 1000;
  EXPECT_NEAR(average_decay(o, 1'000'000, 1000), std::exp2(-0.1), 1e-12);
  EXPECT_NEAR(average_decay(o, 99, 1000), std::exp2(-0.2), 1e-12) << "a twentieth of 10,000";
}

}  // namespace
}  // namespace wgan
