#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/program.h"

namespace wgan {
namespace {

class CompareProgram : public Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    good({"data", "export", "demo", "--out", "pictures", "--count", "24", "--size", "16"});
  }

  /// Trains a small run whose samples are measured every ten steps.
  void trained(const std::string& loss, const std::string& out, std::vector<std::string> more) {
    if (std::find(more.begin(), more.end(), "none") == more.end())
      more.insert(more.end(), {"--evaluate-every", "10"});
    more.insert(more.end(), {"--log-every", "5"});
    std::vector<std::string> arguments = tiny(loss, "40", out, more);
    arguments[2] = "pictures";
    good(arguments);
  }
};

TEST_F(CompareProgram, ShowsSettingsNumbersAndSamples) {
  trained("gp", "runs/a", {"--seed", "1"});
  trained("gp", "runs/b", {"--seed", "2"});
  trained("gan", "runs/c", {});
  const Outcome shown = good({"compare", "runs"});
  EXPECT_NE(shown.out.find("swd of 3 runs in 2 groups"), std::string::npos) << shown.out;
  for (const char* part : {"loss", "1, 2", "at 40 steps", "runs/c", "comparison.png", "front"})
    EXPECT_NE(shown.out.find(part), std::string::npos) << part << "\n" << shown.out;
  expect_picture("comparison.png", 16 * 16 + 17 * 2, 3 * 16 + 4 * 2);

  const auto json = nlohmann::json::parse(
      good({"compare", "runs/a", "runs/b", "--out", "none", "--metric", "colour", "--json"}).out);
  EXPECT_EQ(json["metric"], "colour");
  EXPECT_EQ(json["common"]["steps"], 40);
  ASSERT_EQ(json["groups"].size(), 1U);
  EXPECT_EQ(json["groups"][0]["runs"].size(), 2U);
  EXPECT_FALSE(json.contains("sheet"));
  // The numbers are those of metrics.csv.
  const auto colour = column_of(file("runs/a/metrics.csv"), "colour");
  EXPECT_EQ(json["groups"][0]["runs"][0]["at_steps"], colour.back());
}

TEST_F(CompareProgram, RefusesWhatCannotBeCompared) {
  trained("gp", "small", {});
  trained("gp", "large", {"--size", "20"});
  trained("gp", "blind", {"--best", "none"});
  bad(2, "--size 16 against 20", {"compare", "small", "large"});
  bad(2, "blind has no swd in its metrics.csv: --best none", {"compare", "small", "blind"});
  bad(2, "small is named twice", {"compare", "small", "./small"});
  bad(2, "pictures is neither a run nor a folder of runs", {"compare", "pictures"});
  bad(2, "no run named", {"compare"});
  put(folder_ / "small/metrics.csv", "epoch,loss\n");
  bad(3, "does not begin with columns of wgan", {"compare", "small"});
  EXPECT_FALSE(exists("comparison.png"));
}

}  // namespace
}  // namespace wgan
