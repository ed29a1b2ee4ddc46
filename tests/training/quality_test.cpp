#include "wgan/training/quality.h"

#include "training/bench.h"

namespace wgan {
namespace {

MetricsRow row(int64_t step, double swd) {
  MetricsRow r{.step = step};
  r.swd = swd;
  return r;
}

TEST(BestSoFar, RanksRowsAndCountsThoseWithoutImprovement) {
  BestSoFar best("swd");
  best.add({.step = 5});  // a row without the metric
  EXPECT_TRUE(best.steps(3).empty());
  for (const auto& [step, swd] : std::vector<std::pair<int64_t, double>>{
           {10, 50.0}, {20, 30.0}, {30, 40.0}, {40, 30.0}, {50, 29.9}})
    best.add(row(step, swd));
  EXPECT_EQ(best.steps(3), (std::vector<int64_t>{50, 20, 40}));
  EXPECT_EQ(best.without_improvement(), 3);  // 29.9 is not 2 % below 30
  best.add(row(60, 29.3));
  EXPECT_EQ(best.without_improvement(), 0);
  EXPECT_EQ(best.steps(1), std::vector<int64_t>{60});
}

TEST(QualityCheck, MeasuresTheSamplesOfTheAverage) {
  const Bench bench(tiny_with({{"loss", "gp"}, {"evaluate-every", "6"}, {"log-every", "4"}}));
  const QualityCheck check(bench.settings.options, bench.set, at::kCPU);
  EXPECT_EQ(check.every(), 8);  // at the next row
  MetricsRow found;
  check.measure(bench.state.average.generator(), found);
  EXPECT_GT(*found.swd, 0);
  EXPECT_GT(*found.colour, 0);
  EXPECT_TRUE(found.ms_ssim && found.spectrum);
  MetricsRow again;
  check.measure(bench.state.average.generator(), again);
  EXPECT_EQ(*found.swd, *again.swd);
  const Bench none(tiny_with({{"loss", "gp"}, {"best", "none"}}));
  EXPECT_EQ(QualityCheck(none.settings.options, none.set, at::kCPU).every(), 0);
}

TEST(QualityCheck, TakesAShareOfTheTimeByTheOperationsOfAStep) {
  const auto every = [](const std::string& features, const std::string& batch) {
    const Bench bench(tiny_with({{"loss", "gp"}, {"features", features}, {"batch", batch}}));
    return QualityCheck(bench.settings.options, bench.set, at::kCPU).every();
  };
  EXPECT_GT(every("4", "4"), every("16", "4"));
  EXPECT_GT(every("4", "4"), every("4", "32"));
}

}  // namespace
}  // namespace wgan
