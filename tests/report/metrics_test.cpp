#include <gtest/gtest.h>

#include "wgan/report/report.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

const MetricsRow kRow{
    .step = 20, .images = 1280, .w_estimate = 0.25, .images_per_second = 512, .memory_mb = 340};

TEST(Metrics, WhatMattersMostIsSaidFirst) {
  const Outlook outlook{.steps = 1000, .epoch = 3, .seconds_left = 90.7};
  EXPECT_EQ(join(status_parts(kRow, outlook), ", "),
            "step 20/1000, epoch 3, 1m30s left, 1,280 images, 512 images/s, "
            "W estimate (critic gap) 0.25, 340 MB");
}

}  // namespace
}  // namespace wgan
