#include "wgan/training/augmentation.h"

#include "support.h"

namespace wgan {
namespace {

TEST(AdaptedShare, RisesWhereTheCriticKnowsItsPicturesByHeart) {
  DataOptions o;
  o.diffaugment_target = 0.6;
  Probe look;
  look.score_real = 4, look.score_fake = -6;
  look.score_held_out = -3;  // (4 + 3) / (4 + 6) = 0.7
  EXPECT_NEAR(adapted_share(o, look, 0.2, 1600), 0.216, 1e-12);
  EXPECT_EQ(adapted_share(o, look, 0.99, 1600), 1);
  look.score_held_out = 0;  // 0.4
  EXPECT_NEAR(adapted_share(o, look, 0.2, 1600), 0.184, 1e-12);
  EXPECT_EQ(adapted_share(o, look, 0.01, 1600), 0);
  look.score_fake = 5;  // the critic is the wrong way round
  EXPECT_NEAR(adapted_share(o, look, 0.2, 1600), 0.184, 1e-12);
}

TEST(AdaptedShare, StaysWithoutATargetOrALook) {
  DataOptions o;
  Probe look;
  EXPECT_EQ(adapted_share(o, look, 0.7, 1600), 0.7);
  o.diffaugment_target = 0.6;
  EXPECT_EQ(adapted_share(o, look, 0.7, 1600), 0.7);
}

}  // namespace
}  // namespace wgan
