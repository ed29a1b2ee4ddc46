#include "wgan/options/stop_rules.h"

#include <gtest/gtest.h>

namespace wgan {
namespace {

TEST(StopRules, AreNamesOrMetricsWithALimit) {
  const auto rules = to_stop_rules("overfit, swd<12.5,ms-ssim>0.4");
  ASSERT_TRUE(rules);
  ASSERT_EQ(rules->size(), 3U);
  EXPECT_EQ((*rules)[0].text(), "overfit");
  EXPECT_EQ((*rules)[1].text(), "swd<12.5");
  EXPECT_EQ((*rules)[2].name, "ms-ssim");
  EXPECT_EQ((*rules)[2].limit, 0.4);
  EXPECT_TRUE(to_stop_rules("none")->empty());
  for (const char* wrong : {"swd", "swd<", "fid<3", "swd<x", "plateau<3", ",", "swd<1,"})
    EXPECT_FALSE(to_stop_rules(wrong)) << wrong;
}

}  // namespace
}  // namespace wgan
