#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support.h"
#include "wgan/base/error.h"
#include "wgan/comparison/comparison.h"

namespace wgan {
namespace {

/// A run whose swd falls from 100 by `fall` in every check; a check is 100 steps of 10 pictures and
/// takes `seconds`.
RunRecord record(const std::string& folder, std::map<std::string, std::string> settings,
                 double fall, int64_t checks, double seconds = 1) {
  settings.try_emplace("size", "64");
  settings.try_emplace("best", "swd");
  RunRecord run{folder, std::move(settings), "905 pictures, abc", false, {}};
  for (int64_t i = 1; i <= checks; ++i) {
    const double swd = 100 - fall * static_cast<double>(i);
    for (const bool checked : {false, true}) {
      MetricsRow row{.step = 100 * i - (checked ? 0 : 50),
                     .images = 10 * row.step,
                     .seconds = seconds * (static_cast<double>(i) - (checked ? 0 : 0.5)),
                     .w_estimate = swd / 10};
      if (checked) row.swd = swd, row.ms_ssim = 0.25;
      run.rows.push_back(row);
    }
  }
  return run;
}

TEST(CompareRuns, FindsTheCommonPointsAndTheNumbersThere) {
  const RunComparison found = compare_runs(
      {record("slow", {{"rate", "1"}}, 1, 10, 2), record("fast", {{"rate", "2"}}, 4, 5, 1)}, "swd");
  EXPECT_EQ(found.images, 5000);
  EXPECT_EQ(found.steps, 500);
  EXPECT_EQ(found.seconds, 5);
  EXPECT_EQ(found.area_from, 1000);
  const RunNumbers &slow = found.numbers[0], &fast = found.numbers[1];
  EXPECT_EQ(slow.at_images, 95.0);
  EXPECT_EQ(slow.at_steps, 95.0);
  EXPECT_EQ(slow.at_seconds, 97.5);  // half-way between the checks at 4 and 6 seconds
  EXPECT_EQ(slow.area, 97.0);
  EXPECT_EQ(slow.best, 90.0);
  EXPECT_EQ(slow.best_step, 1000);
  EXPECT_EQ(slow.w_correlation, 1.0);
  EXPECT_EQ(slow.images_per_second, 500.0);
  EXPECT_EQ(slow.others.at("ms-ssim"), 0.25);
  EXPECT_EQ(slow.others.count("colour"), 0U);
  EXPECT_EQ(fast.at_images, 80.0);
  EXPECT_EQ(fast.at_seconds, 80.0);
  EXPECT_EQ(fast.area, 88.0);
}

TEST(CompareRuns, GroupsRunsThatDifferOnlyInTheirSeed) {
  const RunComparison found = compare_runs({record("a", {{"rate", "1"}, {"seed", "1"}}, 1, 4),
                                            record("b", {{"rate", "2"}, {"seed", "1"}}, 2, 4),
                                            record("c", {{"rate", "1"}, {"seed", "2"}}, 3, 4)},
                                           "swd");
  EXPECT_EQ(found.differing, std::vector<std::string>{"rate"});
  ASSERT_EQ(found.groups.size(), 2U);
  EXPECT_EQ(found.groups[0].name, "A");
  EXPECT_EQ(found.groups[0].settings, std::vector<std::string>{"1"});
  EXPECT_EQ(found.groups[0].runs, (std::vector<size_t>{0, 2}));
  EXPECT_EQ(found.groups[1].runs, (std::vector<size_t>{1}));
  // 96 and 88 at the fourth check: the mean is 92, the deviation 8 / sqrt 2.
  const auto json = nlohmann::json::parse(to_json(found, ""));
  EXPECT_DOUBLE_EQ(json["groups"][0]["at_images"]["mean"], 92);
  EXPECT_DOUBLE_EQ(json["groups"][0]["at_images"]["deviation"], 8 / std::sqrt(2.0));
  EXPECT_EQ(json["groups"][0]["at_images"]["n"], 2);
  EXPECT_TRUE(json["groups"][1]["at_images"]["deviation"].is_null());
  EXPECT_NE(to_text(found, "").find("92.00 ± 5.657"), std::string::npos) << to_text(found, "");
  EXPECT_NE(to_text(found, "").find("1, 2"), std::string::npos);
}

TEST(CompareRuns, AFlagThatOnlyOneLossHasIsNoDifferenceOfItsOwn) {
  const RunComparison found =
      compare_runs({record("gp", {{"loss", "gp"}, {"gp-lambda", "10"}}, 1, 4),
                    record("clip", {{"loss", "clip"}, {"clip", "0.01"}}, 1, 4),
                    record("tight", {{"loss", "clip"}, {"clip", "0.001"}}, 1, 4)},
                   "swd");
  EXPECT_EQ(found.differing, (std::vector<std::string>{"loss", "clip"}));
  ASSERT_EQ(found.groups.size(), 3U);
  EXPECT_EQ(found.groups[0].settings, (std::vector<std::string>{"gp", ""}));
}

TEST(CompareRuns, TheFrontSaysWhichIsTheBestByWhen) {
  // The quick one gets to 98 after 1 s and stays; the thorough one passes it at 4 s.
  RunRecord quick = record("quick", {{"rate", "1"}}, 2, 1);
  quick.rows.push_back({.step = 900, .images = 9000, .seconds = 9, .swd = 98});
  const RunComparison found =
      compare_runs({quick, record("thorough", {{"rate", "2"}}, 3, 4, 4)}, "swd");
  ASSERT_EQ(found.front.size(), 2U);
  EXPECT_EQ(found.front[0].group, 0U);
  EXPECT_EQ(found.front[0].seconds, 1);
  EXPECT_EQ(found.front[1].group, 1U);
  EXPECT_EQ(found.front[1].seconds, 4);
  EXPECT_EQ(found.front[1].best, 97);
}

TEST(CompareRuns, AQuantityThatARunLacksIsEmpty) {
  RunRecord gan = record("gan", {{"loss", "gan"}}, 1, 4);
  for (MetricsRow& row : gan.rows) row.w_estimate.reset();
  // It begins to be measured when the other one has ended.
  gan.rows.erase(gan.rows.begin(), gan.rows.begin() + 6);
  const RunComparison found = compare_runs({gan, record("gp", {{"loss", "gp"}}, 1, 3)}, "swd");
  EXPECT_FALSE(found.numbers[0].at_images);
  EXPECT_FALSE(found.numbers[0].area);
  EXPECT_FALSE(found.numbers[0].w_correlation);
  EXPECT_TRUE(found.numbers[1].at_images);
  EXPECT_NE(to_text(found, "").find("-"), std::string::npos);
  EXPECT_TRUE(nlohmann::json::parse(to_json(found, ""))["groups"][0]["at_images"].is_null());
}

TEST(CompareRuns, RefusesNumbersOfOtherProtocols) {
  const auto refused = [](const RunRecord& other, const std::string& reason) {
    try {
      compare_runs({record("one", {}, 1, 4), other}, "swd");
      ADD_FAILURE() << "expected: " << reason;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::kUsage);
      EXPECT_NE(std::string(error.what()).find(reason), std::string::npos) << error.what();
    }
  };
  refused(record("other", {{"size", "32"}}, 1, 4), "--size 64 against 32");
  refused(record("other", {{"holdout", "5%"}}, 1, 4), "--holdout unset against 5%");
  RunRecord others = record("other", {}, 1, 4);
  others.pictures = "900 pictures, def";
  refused(others, "the pictures are 905 pictures, abc against 900 pictures, def");
  RunRecord unmeasured = record("other", {{"best", "none"}}, 1, 4);
  for (MetricsRow& row : unmeasured.rows) row.swd.reset();
  refused(unmeasured, "other has no swd in its metrics.csv: --best none");
}

}  // namespace
}  // namespace wgan
