#include <set>

#include "cli/program.h"
#include "real_data.h"
#include "wgan/settings.h"
#include "wgan/text.h"

namespace wgan {
namespace {

/// What each preset is tried on, and how its networks are made small.
struct Trial {
  const char* preset;
  const char* data;
  std::vector<std::string> small{"--features", "4"};
};

const std::vector<Trial> kTrials{{"seed-pokemon", "pokemon"},
                                 {"seed-pokemon-augmented", "pokemon"},
                                 {"seed-pokemon-gp", "pokemon"},
                                 {"stl10-clip", "stl10-bin"},
                                 {"stl10-gp", "stl10-bin"},
                                 {"mnist-gan", "mnist-idx"},
                                 {"mnist-clip", "mnist-idx"},
                                 {"mnist-gp", "mnist-idx"},
                                 {"cifar10-gp", "cifar10-bin"},
                                 {"anime-dcgan", "anime-faces"},
                                 {"anime-clip", "anime-faces"},
                                 {"anime-gp", "anime-faces"},
                                 {"sprites-dcgan", "pokesprites"},
                                 {"wgan-paper", "cifar10-images"},
                                 {"gp-paper", "cifar10-images"},
                                 {"unified-mnist-gan", "mnist-idx"},
                                 {"unified-mnist-clip", "mnist-idx"},
                                 {"unified-mnist-gp", "mnist-idx"},
                                 {"mlp-gan", "pokemon", {"--mlp-width", "16"}}};

const std::filesystem::path kConfigs = WGAN_SOURCE_DIR "/configs";

class Presets : public Program {};

TEST_F(Presets, TheListHasAllOfThemWithTheirHeads) {
  const std::string list = good({"presets"}).out;
  std::set<std::string> tried;
  for (const Trial& trial : kTrials) tried.insert(trial.preset);
  const auto names = preset_names(kConfigs);
  tried.insert("demo");
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()), tried);
  for (const std::string& name : names)
    EXPECT_NE(("\n" + list).find("\n" + name + " "), std::string::npos) << name;
}

TEST_F(Presets, EachLineSaysWhereItsValueComesFrom) {
  for (const Trial& trial : kTrials) {
    const std::string name = trial.preset;
    std::vector<std::string> head, lines = lines_of(contents_of(kConfigs / (name + ".flags")));
    std::string above;
    for (const std::string& line : lines) {
      // A group of flags ends with an empty line, and what stands above it is of it alone.
      if (line.empty()) above.clear();
      else if (line.starts_with("#")) above = line;
      else EXPECT_FALSE(above.empty()) << name << ": " << line;
      if (line.starts_with("#") && head.size() < 3) head.push_back(line);
    }
    ASSERT_GE(head.size(), 3U) << name;
    EXPECT_NE(head[1].find("--data"), std::string::npos) << name << ": on what it trains";
    EXPECT_NE(head[2].find("seconds"), std::string::npos) << name << ": how long it takes";
  }
}

TEST_F(Presets, EachSettlesAndRepeatsItself) {
  for (const Trial& trial : kTrials) {
    const std::string plan = good({"train", "--preset", trial.preset, "--dry-run"}).out;
    EXPECT_NE(plan.find(cat(trial.preset, ".flags:")), std::string::npos) << plan;
    EXPECT_EQ(good({"presets", trial.preset}).out,
              contents_of(kConfigs / cat(trial.preset, ".flags")));
  }
}

TEST_F(Presets, DiffNamesWhatDiffersAndNothingElse) {
  const std::string diff = good({"presets", "diff", "seed-pokemon", "seed-pokemon-gp"}).out;
  for (const char* flag : {"--loss", "--critic-norm", "--optimizer", "--rate", "--gp-lambda"})
    EXPECT_NE(diff.find(cat("\n", flag, " ")), std::string::npos) << diff;
  for (const char* flag : {"--size", "--arch", "--epochs"})
    EXPECT_EQ(diff.find(cat("\n", flag, " ")), std::string::npos) << diff;
  EXPECT_NE(good({"presets", "diff", "gp-paper", "gp-paper"}).out.find("no setting differs"),
            std::string::npos);
  bad(2, "name two", {"presets", "diff", "seed-pokemon"});
  bad(2, "no-such", {"presets", "diff", "seed-pokemon", "no-such"});
}

TEST_F(Presets, AnUnknownOneIsNamedWithTheNearest) {
  bad(2, "did you mean seed-pokemon?", {"train", "--preset", "seed-pokemn", "--data", "demo"});
}

TEST_F(Presets, WhatIsTypedWins) {
  const std::string plan =
      good({"train", "--preset", "seed-pokemon", "--batch", "7", "--dry-run"}).out;
  EXPECT_NE(plan.find("command line"), std::string::npos) << plan;
}

TEST_F(Presets, EachTrainsTwoStepsOnRealPictures) {
  if (!std::filesystem::exists(real_data("")))
    GTEST_SKIP() << "no pictures at " << real_data("") << "; set WGAN_TEST_DATA";
  for (const Trial& trial : kTrials) {
    std::vector<std::string> arguments{
        "train",   "--preset", trial.preset, "--data", real_data(trial.data),
        "--batch", "8",        "--steps",    "2",      "--n-critic",
        "1",       "--out",    trial.preset};
    if (trial.preset == std::string("wgan-paper")) arguments.push_back("--critic-warmup=false");
    arguments.insert(arguments.end(), trial.small.begin(), trial.small.end());
    good(arguments);
    EXPECT_EQ(lines_of(file(cat(trial.preset, "/metrics.csv"))).size(), 2U) << "a header, a row";
    good({"sample", "--ckpt", cat(trial.preset, "/g.pt"), "-n", "4"});
  }
}

TEST_F(Presets, DescribeCountsTheParametersOfTheArticlesTables) {
  const Outcome outcome = good({"describe", "--preset", "seed-pokemon", "--svg", "nets.svg"});
  for (const char* count : {"270,849", "1,511,811"})
    EXPECT_NE(outcome.out.find(count), std::string::npos) << outcome.out;
  EXPECT_EQ(file("nets.svg").substr(0, 4), "<svg");
}

}  // namespace
}  // namespace wgan
