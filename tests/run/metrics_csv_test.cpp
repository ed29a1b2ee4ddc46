#include "wgan/run/metrics_csv.h"

#include "support.h"
#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

const MetricsRow kRow{.step = 20,
                      .images = 1280,
                      .epoch = 1.25,
                      .seconds = 2.5,
                      .critic_loss = 0.5,
                      .w_estimate = 0.25,
                      .critic_gradient = 3.0,
                      .images_per_second = 512,
                      .data_wait = 0.125,
                      .memory_mb = 340};

TEST(MetricsCsv, EveryColumnHasItsCell) {
  EXPECT_EQ(csv_line(kRow, metrics_header({})),
            "20,1280,1.25,2.500,0.5,,0.25,,3,,512.0,0.1250,340.0,,,,,,");
  MetricsRow told = kRow;
  told.accuracy = 0.75;
  told.score_held_out = -2;
  told.w_levels = 30;
  EXPECT_EQ(csv_line(told, metrics_header({.accuracy = true, .held_out = true})),
            "20,1280,1.25,2.500,0.5,,0.25,,3,,512.0,0.1250,340.0,0.75,,,,-2,,,,30");
}

TEST(MetricsCsv, ARunOfAnEarlierVersionKeepsItsColumns) {
  const std::string earlier =
      "step,images,seconds,critic_loss,generator_loss,w_estimate,gradient_norm,images_per_second,"
      "data_wait,memory_mb";
  EXPECT_TRUE(is_metrics_header(earlier));
  EXPECT_EQ(csv_line(kRow, earlier), "20,1280,2.500,0.5,,0.25,,512.0,0.1250,340.0");
  for (const char* wrong :
       {"", "step,", "images,step", "step,images,beauty", "step,step", "step,images"})
    EXPECT_FALSE(is_metrics_header(wrong)) << wrong;
}

TEST(MetricsCsv, ALineComesBackAsItsRow) {
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

TEST(MetricsCsv, TheFileIsReadRowByRow) {
  const TemporaryFolder folder;
  const auto file = folder / "metrics.csv";
  const std::string header = metrics_header({.quality = true});
  MetricsRow later = kRow;
  later.step = 30;
  later.ms_ssim = 0.5;
  put(file, header + "\n" + csv_line(kRow, header) + "\n" + csv_line(later, header) + "\n40,12");
  const auto rows = read_metrics(file);
  ASSERT_EQ(rows.size(), 2U);  // the last line is torn
  EXPECT_EQ(rows[1].step, 30);
  EXPECT_EQ(measured_in(rows[1], "ms-ssim"), 0.5);
  EXPECT_FALSE(measured_in(rows[0], "ms-ssim"));
  EXPECT_FALSE(measured_in(rows[1], "fid"));
  put(file, "epoch,loss\n1,2\n");
  EXPECT_THROW(read_metrics(file), Error);
  put(file, "");
  EXPECT_TRUE(read_metrics(file).empty());
}

}  // namespace
}  // namespace wgan
