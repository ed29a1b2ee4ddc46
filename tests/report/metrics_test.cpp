#include <gtest/gtest.h>

#include "wgan/report/report.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

const MetricsRow kRow{.step = 20,
                      .images = 1280,
                      .seconds = 2.5,
                      .critic_loss = 0.5,
                      .w_estimate = 0.25,
                      .critic_gradient = 3.0,
                      .images_per_second = 512,
                      .data_wait = 0.125,
                      .memory_mb = 340};

TEST(Metrics, EveryColumnHasItsCell) {
  EXPECT_EQ(csv_line(kRow, metrics_header({})),
            "20,1280,2.500,0.5,,0.25,,3,,512.0,0.1250,340.0,,,,,,");
  MetricsRow told = kRow;
  told.accuracy = 0.75;
  told.score_held_out = -2;
  told.w_levels = 30;
  EXPECT_EQ(csv_line(told, metrics_header({.accuracy = true, .held_out = true})),
            "20,1280,2.500,0.5,,0.25,,3,,512.0,0.1250,340.0,0.75,,,,-2,,,,30");
}

TEST(Metrics, ARunOfAnEarlierVersionKeepsItsColumns) {
  const std::string earlier =
      "step,images,seconds,critic_loss,generator_loss,w_estimate,gradient_norm,images_per_second,"
      "data_wait,memory_mb";
  EXPECT_TRUE(is_metrics_header(earlier));
  EXPECT_EQ(csv_line(kRow, earlier), "20,1280,2.500,0.5,,0.25,,512.0,0.1250,340.0");
  for (const char* wrong :
       {"", "step,", "images,step", "step,images,beauty", "step,step", "step,images"})
    EXPECT_FALSE(is_metrics_header(wrong)) << wrong;
}

TEST(Metrics, ALineComesBackAsItsRow) {
  const std::string header = metrics_header({.accuracy = true});
  MetricsRow told = kRow;
  told.accuracy = 0.75;
  told.diversity = 31.25;
  const auto row = parse_row(csv_line(told, header), header);
  ASSERT_TRUE(row);
  EXPECT_EQ(csv_line(*row, header), csv_line(told, header));
  EXPECT_FALSE(row->generator_loss);
  EXPECT_FALSE(parse_row("1,2", header));
  EXPECT_FALSE(parse_row("x" + csv_line(told, header).substr(2), header));
}

TEST(Metrics, WhatMattersMostIsSaidFirst) {
  const Outlook outlook{.steps = 1000, .epoch = 3, .seconds_left = 90.7};
  EXPECT_EQ(join(status_parts(kRow, outlook), ", "),
            "step 20/1000, epoch 3, 1m30s left, 1,280 images, 512 images/s, "
            "W estimate (critic gap) 0.25, 340 MB");
}

}  // namespace
}  // namespace wgan
