#include "wgan/sweep/grid.h"

#include <gtest/gtest.h>

#include "support.h"
#include "wgan/base/error.h"
#include "wgan/sweep/ledger.h"

namespace wgan {
namespace {

std::vector<Assignment> typed(const std::vector<std::pair<std::string, std::string>>& flags) {
  std::vector<Assignment> all;
  for (const auto& [flag, value] : flags) all.push_back({flag, value, "command line"});
  return all;
}

std::vector<std::string> names(const Grid& grid) {
  std::vector<std::string> all;
  for (const GridRun& run : grid.runs()) all.push_back(run.name);
  return all;
}

using Names = std::vector<std::string>;

TEST(Grid, HasEveryCombination) {
  const Grid grid(typed({{"data", "demo"}, {"n-critic", "1,2"}, {"seed", "1, 2"}, {"loss", "gp"}}));
  EXPECT_EQ(names(grid), (Names{"n-critic-1-seed-1", "n-critic-1-seed-2", "n-critic-2-seed-1",
                                "n-critic-2-seed-2"}));
  EXPECT_EQ(grid.arguments(grid.runs()[2]),
            (Names{"--data=demo", "--loss=gp", "--n-critic=2", "--seed=1"}));
}

TEST(Grid, AFlagThatIsGivenTwiceHasTwoValues) {
  EXPECT_EQ(names(Grid(typed({{"seed", "1"}, {"size", "32,64x48"}, {"seed", "3"}}))),
            (Names{"seed-1-size-32", "seed-1-size-64x48", "seed-3-size-32", "seed-3-size-64x48"}));
  EXPECT_EQ(names(Grid(typed({{"flip", "true,false"}}))), (Names{"flip-true", "flip-false"}));
}

TEST(Grid, WhatTrainTakesAsItStandsIsOneValue) {
  const Grid grid(typed({{"diffaugment", "color,cutout"},
                         {"keep", "last:3,best:2"},
                         {"data", "demo"},
                         {"data", "demo"}}));
  EXPECT_EQ(names(grid), Names{"run"});
  EXPECT_EQ(names(Grid(typed({{"diffaugment", "color"}, {"diffaugment", "color,cutout"}}))),
            (Names{"diffaugment-color", "diffaugment-color-cutout"}));
}

TEST(Grid, NamesStayApart) {
  const Grid grid(typed({{"act", "lrelu:0.1"}, {"act", "lrelu-0.1"}}));
  EXPECT_EQ(names(grid), (Names{"act-lrelu-0.1", "act-lrelu-0.1-1"}));
}

TEST(Grid, RefusesWhatTrainWouldRefuse) {
  const auto refused = [](const std::vector<Assignment>& flags, const std::string& part) {
    try {
      const Grid grid(flags);
      ADD_FAILURE() << part;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::kUsage);
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
  };
  refused(typed({{"n-critic", "1,two"}}), "--n-critic two: expected a whole number");
  refused(typed({{"loss", "gp,wgann"}}), "--loss wgann: expected");
  refused(typed({{"seed", "1,2,1"}}), "--seed has the value 1 twice");
  refused(typed({{"loss", "gp,wgan-gp"}}), "--loss has the value gp twice");
  refused(typed({{"speed", "1"}}), "there is no flag --speed");
  refused(typed({{"device", "cpu\n--out=x"}}), "a value is a single line");
  std::string many = "0";
  for (int i = 1; i <= 100; ++i) many += "," + std::to_string(i);
  refused(typed({{"seed", many}, {"n-critic", many.substr(2)}}), "more than 10,000 runs");
}

TEST(Grid, ItsLinesMakeItAgain) {
  const Grid grid(
      typed({{"data", "demo"}, {"seed", "1,2"}, {"flip", "true"}, {"loss", "gp,clip"}}));
  const Grid again(parse_flag_lines(grid.lines(), "sweep.flags"));
  EXPECT_EQ(names(again), names(grid));
  EXPECT_EQ(again.arguments(again.runs()[1]), grid.arguments(grid.runs()[1]));
  // A path is that of the folder where the sweep began.
  EXPECT_NE(Grid(typed({{"data", "pictures"}})).lines().find("--data=/"), std::string::npos);
}

TEST(Ledger, RemembersTheLastEnd) {
  const TemporaryFolder folder;
  {
    Ledger ledger(folder.path());
    ledger.write("a", 0);
    ledger.write("b", 7);
    EXPECT_FALSE(ledger.is_done("b"));
    ledger.write("b", 0);
    ledger.write("c", 1);
  }
  const Ledger again(folder.path());
  EXPECT_TRUE(again.is_done("a"));
  EXPECT_TRUE(again.is_done("b"));
  EXPECT_FALSE(again.is_done("c"));
  EXPECT_FALSE(again.is_done("d"));
}

}  // namespace
}  // namespace wgan
