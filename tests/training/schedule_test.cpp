#include "wgan/training/schedule.h"

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

}  // namespace
}  // namespace wgan
