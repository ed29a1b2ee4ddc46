#include "cli/survival.h"

namespace wgan {
namespace {

TEST_F(Survival, WhatAResumedRunWasToldHoldsFromItsFirstMomentOn) {
  good(begin("r", {"--steps", "30"}));
  const pid_t child = start({"train", "--resume", "r", "--steps", "60000", "--allow-change",
                             "--rate", "5e-5", "--log-every", "1"});
  for (int i = 0; i < 6000 && rows("r").find("\n40,") == std::string::npos; ++i)
    std::this_thread::sleep_for(50ms);
  ::kill(child, SIGKILL);
  finish(child);
  const Outcome outcome = good({"train", "--resume", "r", "--time-limit", "1s"});
  EXPECT_NE(outcome.err.find("of 60000 on"), std::string::npos) << outcome.err;
  EXPECT_NE(file("r/settings.flags").find("--rate 5e-05"), std::string::npos);
}

TEST_F(Survival, AnotherBatchSizeInTheMiddleOfAStepBeginsTheStepAnew) {
  const pid_t child = start(begin("r", {"--steps", "100000", "--n-critic", "50"}));
  for (int i = 0; i < 6000 && file("r/train.log").find("training from") == std::string::npos; ++i)
    std::this_thread::sleep_for(20ms);
  ::kill(child, SIGINT);
  EXPECT_EQ(finish(child).code, 130);
  const Outcome outcome = good({"train", "--resume", "r", "--allow-change", "--batch", "12",
                                "--n-critic", "1", "--steps", "3"});
  EXPECT_NE(outcome.err.find("finished at step 3"), std::string::npos) << outcome.err;
}

TEST_F(Survival, AnotherLogIntervalRepeatsNoRow) {
  good(begin("r", {"--steps", "30"}));
  good({"train", "--resume", "r", "--steps", "31", "--log-every", "7"});
  good({"verify", "r"});
  EXPECT_NE(rows("r").find("\n30,"), std::string::npos);
}

TEST_F(Survival, AStateThatCannotBeReadIsNotTakenForADamagedOne) {
  good(begin("r", {"--steps", "9"}));
  std::string newer = file("r/state.pt");
  const size_t format = newer.find("{\"format\":1,");
  ASSERT_NE(format, std::string::npos);
  newer[format + 10] = '9';
  newer.resize(newer.size() - 32);
  put(folder_ / "r/state.pt", newer + digest(newer));
  bad(4, "was made by a newer wgan", {"train", "--resume", "r", "--steps", "10"});
  EXPECT_EQ(file("r/state.pt"), newer + digest(newer)) << "it stays as it is";
  if (::geteuid() == 0) return;  // root reads everything
  std::filesystem::permissions(folder_ / "r/state.pt", std::filesystem::perms::none);
  bad(5, "move it away to go on from an older state", {"train", "--resume", "r", "--steps", "10"});
}

TEST_F(Survival, ARunWhoseStateIsTakenAwaySavesAnotherOne) {
  const pid_t child = start(begin("r", {"--steps", "100000", "--log-every", "1"}));
  for (int i = 0; i < 6000 && rows("r").find("\n8,") == std::string::npos; ++i)
    std::this_thread::sleep_for(20ms);
  std::filesystem::remove(folder_ / "r/state.pt");
  for (int i = 0; i < 6000 && !exists("r/state.pt"); ++i) std::this_thread::sleep_for(20ms);
  ::kill(child, SIGTERM);
  EXPECT_EQ(finish(child).code, 143) << file(".err");
  good({"verify", "r"});
}

}  // namespace
}  // namespace wgan
