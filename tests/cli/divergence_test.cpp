#include "cli/survival.h"

namespace wgan {
namespace {

TEST_F(Survival, NumbersThatOverflowEndItAfterThreeRollBacksWithDumpsThatRepeat) {
  const Outcome outcome =
      run(begin("r", {"--rate", "10", "--beta1", "0.99", "--beta2", "0", "--n-critic", "1"}));
  EXPECT_EQ(outcome.code, 7) << outcome.err;
  EXPECT_NE(outcome.err.find("it began with "), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("(3 of 3)"), std::string::npos);
  EXPECT_NE(outcome.err.find("The run was set back 3 times already"), std::string::npos);
  int dumps = 0;
  for (const auto& dump : std::filesystem::directory_iterator(folder_ / "r/dumps")) {
    const Outcome again = good({"replay", dump.path()});
    const size_t then = again.out.find("found then "), now = again.out.find("found now ");
    ASSERT_NE(then, std::string::npos);
    ASSERT_NE(now, std::string::npos);
    EXPECT_NE(again.out.find("creature"), std::string::npos) << "the pictures: " << again.out;
    ++dumps;
  }
  EXPECT_EQ(dumps, 4);
  good({"verify", "r"});
  EXPECT_EQ(run({"train", "--resume", "r"}).code, 7) << "no endless loop of restarts";
  const Outcome cured = good({"train", "--resume", "r", "--allow-change", "--rate", "1e-4",
                              "--beta1", "0", "--beta2", "0.9"});
  EXPECT_NE(cured.err.find("finished at step 60"), std::string::npos) << cured.err;
}

TEST_F(Survival, WhatTheAverageMeasuresIsCheckedBeforeItIsSaved) {
  // Saves between the rows, while weights are huge and finite: only the averaged generator's
  // statistics overflow, and nothing of that may come to the disk.
  const Outcome outcome =
      run(begin("r", {"--rate", "10", "--beta1", "0.99", "--beta2", "0", "--n-critic", "1",
                      "--log-every", "5", "--save-every", "1", "--keep", "last:9"}));
  EXPECT_EQ(outcome.code, 7) << outcome.err;
  EXPECT_NE(outcome.err.find("set back 3 times"), std::string::npos) << outcome.err;
  good({"verify", "r"});
  const Outcome cured = good({"train", "--resume", "r", "--allow-change", "--rate", "1e-5",
                              "--beta1", "0", "--beta2", "0.9", "--steps", "70"});
  EXPECT_NE(cured.err.find("finished at step 70"), std::string::npos) << cured.err;
}

TEST_F(Survival, ARunThatStopsWithBadNumbersStopsWhereItWasSetBackTo) {
  // Nothing is looked at before the end: a start must take the few steps that numbers need to
  // overflow.
  const std::vector<std::string> blind{"--rate",         "10",
                                       "--beta1",        "0.99",
                                       "--beta2",        "0",
                                       "--n-critic",     "1",
                                       "--log-every",    "1000000",
                                       "--sample-every", "1000000",
                                       "--save-every",   "1000000",
                                       "--steps",        "1000000",
                                       "--time-limit",   kSanitized ? "20s" : "2s"};
  const Outcome outcome = run(begin("r", blind));
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("set back to step 0"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("time limit reached at step 0"), std::string::npos) << outcome.err;
  EXPECT_TRUE(exists("r/samples/step-000000.png"));
  // A chain of such jobs comes to an end.
  int code = 0;
  for (int i = 0; i < 4 && code == 0; ++i) code = run({"train", "--resume", "r"}).code;
  EXPECT_EQ(code, 7);
}

}  // namespace
}  // namespace wgan
