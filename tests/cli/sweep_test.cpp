#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/program.h"

namespace wgan {
namespace {

class SweepProgram : public Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    good({"data", "export", "demo", "--out", "pictures", "--count", "24", "--size", "16"});
  }

  /// Returns the arguments of a sweep of small runs whose samples are measured every ten steps.
  static std::vector<std::string> small(const std::string& steps, const std::string& out,
                                        const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"sweep",
                                       "pictures",
                                       "--out",
                                       out,
                                       "--size",
                                       "16",
                                       "--features",
                                       "4",
                                       "--latent",
                                       "8",
                                       "--batch",
                                       "8",
                                       "--steps",
                                       steps,
                                       "--threads",
                                       "1",
                                       "--log-every",
                                       "5",
                                       "--evaluate-every",
                                       "10"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  std::vector<std::string> lines(const std::string& name) const {
    std::vector<std::string> all;
    std::istringstream text(file(name));
    for (std::string line; std::getline(text, line);) all.push_back(line);
    return all;
  }

  /// Waits until a file is there.
  void await(const std::string& name) const {
    for (int i = 0; i < 6000 && !exists(name); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    ASSERT_TRUE(exists(name));
  }
};

TEST_F(SweepProgram, TrainsEveryCombinationAndComparesThem) {
  const Outcome swept = good(small("20", "grid", {"--loss", "gp,gan", "--seed", "1,2", "--json"}));
  const auto json = nlohmann::json::parse(swept.out);
  ASSERT_EQ(json["groups"].size(), 2U);
  EXPECT_EQ(json["groups"][0]["runs"].size(), 2U);
  EXPECT_EQ(json["groups"][1]["settings"]["loss"], "gan");
  EXPECT_EQ(lines("grid/sweep.csv"),
            (std::vector<std::string>{"run,exit code", "loss-gp-seed-1,0", "loss-gp-seed-2,0",
                                      "loss-gan-seed-1,0", "loss-gan-seed-2,0"}));
  EXPECT_TRUE(exists("grid/comparison.png"));
  // A run of a sweep is the run that train makes.
  std::vector<std::string> alone =
      tiny("gan", "20", "alone", {"--seed", "2", "--log-every", "5", "--evaluate-every", "10"});
  alone[2] = "pictures";
  good(alone);
  EXPECT_EQ(tensors("alone/g.pt"), tensors("grid/loss-gan-seed-2/g.pt"));
  // What is done stays as it is.
  const auto before = std::filesystem::last_write_time(folder_ / "grid/loss-gp-seed-1/g.pt");
  EXPECT_EQ(good({"sweep", "--resume", "grid", "--json"}).out, swept.out);
  EXPECT_EQ(std::filesystem::last_write_time(folder_ / "grid/loss-gp-seed-1/g.pt"), before);
}

TEST_F(SweepProgram, GoesOnWhereItWasInterrupted) {
  good(small("60", "whole", {"--seed", "1,2"}));
  for (const int signal : {SIGINT, SIGKILL}) {
    const std::string out = signal == SIGINT ? "interrupted" : "killed";
    const pid_t sweep = start(small("60", out, {"--seed", "1,2"}));
    await(out + "/seed-2/metrics.csv");
    ::kill(sweep, signal);
    const Outcome stopped = finish(sweep);
    if (signal == SIGINT) {
      EXPECT_EQ(stopped.code, 130) << stopped.err;
      EXPECT_NE(stopped.err.find("wgan sweep --resume interrupted goes on"), std::string::npos)
          << stopped.err;
    }
    // A killed sweep leaves its run to itself, which keeps its folder until it ends.
    Outcome resumed = run({"sweep", "--resume", out});
    for (int i = 0; i < 100 && resumed.code != 0; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      resumed = run({"sweep", "--resume", out});
    }
    EXPECT_EQ(resumed.code, 0) << resumed.err;
    for (const char* seed : {"/seed-1", "/seed-2"})
      EXPECT_EQ(tensors(out + seed + "/g.pt"), tensors(std::string("whole") + seed + "/g.pt"));
  }
}

TEST_F(SweepProgram, AFailedRunDoesNotEndTheRest) {
  put(folder_ / "odd/b.png", "no picture");
  const Outcome swept = run({"sweep",      "--out",   "grid",        "--size", "16",
                             "--features", "4",       "--batch",     "8,30",   "--data",
                             "pictures",   "--steps", "10",          "--seed", "1,2",
                             "--threads",  "1",       "--log-every", "5",      "--evaluate-every",
                             "10"});
  EXPECT_EQ(swept.code, 1);
  EXPECT_NE(swept.err.find("2 of 4 runs failed: batch-30-seed-1, batch-30-seed-2"),
            std::string::npos)
      << swept.err;
  EXPECT_NE(swept.out.find("swd of 2 runs in 1 group"), std::string::npos) << swept.out;
  EXPECT_EQ(lines("grid/sweep.csv")[3], "batch-30-seed-1,3");
}

TEST_F(SweepProgram, SeveralRunsAtOnceAreTheSameRuns) {
  good(small("20", "one", {"--seed", "1,2,3"}));
  const Outcome both = good(small("20", "both", {"--seed", "1,2,3", "--jobs", "2"}));
  for (const char* name : {"/seed-1/g.pt", "/seed-2/g.pt", "/seed-3/g.pt"})
    EXPECT_EQ(tensors(std::string("both") + name), tensors(std::string("one") + name));
  EXPECT_NE(both.err.find("done: seed-3"), std::string::npos) << both.err;
}

TEST_F(SweepProgram, ShortRunsAreMeasuredToo) {
  const Outcome swept =
      good({"sweep", "pictures", "--out", "grid", "--size", "16", "--features", "4", "--batch", "8",
            "--steps", "40", "--threads", "1", "--seed", "1,2"});
  EXPECT_NE(swept.out.find("at 40 steps"), std::string::npos) << swept.out;
  EXPECT_NE(file("grid/sweep.flags").find("--evaluate-every=5\n"), std::string::npos);
  // The demo's own time limit does not make a short run a long one.
  const Outcome demo = good({"sweep", "demo", "--out", "demo", "--size", "16", "--features", "4",
                             "--batch", "8", "--steps", "20", "--threads", "1"});
  EXPECT_NE(demo.out.find("at 20 steps"), std::string::npos) << demo.out;
}

TEST_F(SweepProgram, OnlyListsTheRuns) {
  EXPECT_EQ(good(small("20", "grid", {"--seed", "1,2", "--dry-run"})).out, "seed-1\nseed-2\n");
  EXPECT_FALSE(exists("grid"));
}

TEST_F(SweepProgram, RefusesBeforeAnythingRuns) {
  bad(2, "loss-clip: command line: --gp-lambda 5 has no effect",
      small("20", "grid", {"--loss", "gp,clip", "--gp-lambda", "5"}));
  bad(3, "nowhere: there is no such folder",
      {"sweep", "nowhere", "--out", "grid", "--seed", "1,2"});
  bad(2, "--seed x: expected", small("20", "grid", {"--seed", "1,x"}));
  bad(2, "it is no folder of a sweep", {"sweep", "--resume", "pictures"});
  bad(2, "leave out --seed", {"sweep", "--resume", "pictures", "--seed", "3"});
  bad(2, "the folder is not empty", small("20", "pictures", {"--seed", "1,2"}));
  EXPECT_FALSE(exists("grid"));
}

}  // namespace
}  // namespace wgan
