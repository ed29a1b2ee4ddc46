#include "cli/program.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

class Best : public Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    good({"data", "export", "demo", "--out", "pictures", "--count", "48", "--size", "16"});
  }

  /// Returns the arguments of a small run on few pictures.
  std::vector<std::string> small(const std::string& steps, const std::string& out,
                                 const std::vector<std::string>& more) {
    std::vector<std::string> arguments = tiny("gp", steps, out, more);
    arguments[2] = "pictures";
    return arguments;
  }

  const std::vector<std::string> checked_{
      "--log-every",  "5",  "--evaluate-every", "10",
      "--save-every", "20", "--keep",           "last:3,best:2"};

  std::vector<double> column(const std::string& run, const std::string& name) const {
    return column_of(file(run + "/metrics.csv"), name);
  }
  std::vector<std::string> models(const std::string& run) const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / (run + "/best")))
      names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }
};

TEST_F(Best, TheBestModelIsKeptAndCanBeSampled) {
  good(small("60", "r", checked_));
  const auto swd = column("r", "swd"), colour = column("r", "colour");
  EXPECT_EQ(swd.size(), 6U);
  EXPECT_EQ(colour.size(), 6U);
  EXPECT_EQ(models("r").size(), 2U);
  good({"sample", "--ckpt", "r/best.pt", "-n", "4"});
  const auto best = std::min_element(swd.begin(), swd.end());
  const auto step = static_cast<uint64_t>(10 * (best - swd.begin() + 1));
  EXPECT_EQ(file("r/best.pt"), file(cat("r/best/step-", zero_padded(step, 6), ".pt")));
  const Outcome verified = good({"verify", "r"});
  EXPECT_NE(verified.out.find("best.pt"), std::string::npos) << verified.out;
}

TEST_F(Best, AResumedRunKeepsTheSameModels) {
  good(small("80", "whole", checked_));
  good(small("40", "parts", checked_));
  good({"train", "--resume", "parts", "--steps", "80"});
  EXPECT_EQ(models("parts"), models("whole"));
  EXPECT_EQ(tensors("parts/best.pt"), tensors("whole/best.pt"));
  EXPECT_EQ(column("parts", "swd"), column("whole", "swd"));
  EXPECT_EQ(column("parts", "diversity"), column("whole", "diversity"));
}

TEST_F(Best, AKilledRunGoesOnToTheSameModels) {
  good(small("120", "whole", checked_));
  const pid_t child = start(small("120", "killed", checked_));
  for (int i = 0; i < 6000 && !exists("killed/checkpoints/step-000020.pt"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  ::kill(child, SIGKILL);
  finish(child);
  ASSERT_TRUE(exists("killed/best.pt"));
  good({"train", "--resume", "killed"});
  EXPECT_EQ(models("killed"), models("whole"));
  EXPECT_EQ(tensors("killed/best.pt"), tensors("whole/best.pt"));
  EXPECT_EQ(column("killed", "swd"), column("whole", "swd"));
}

TEST_F(Best, ARunThatGoesBackDropsTheModelsOfLaterSteps) {
  good(small("60", "r", checked_));
  good({"train", "--resume", "r/checkpoints/step-000020.pt", "--steps", "25"});
  for (const std::string& name : models("r")) EXPECT_LE(name, "step-000020.pt");
  EXPECT_TRUE(exists("r/best.pt"));
}

TEST_F(Best, ARuleEndsTheRunAndSaysWhich) {
  std::vector<std::string> more = checked_;
  more.insert(more.end(), {"--stop-when", "plateau,swd<5000"});
  const Outcome stopped = good(small("60", "r", more));
  EXPECT_NE(stopped.err.find("--stop-when swd<5000: swd is "), std::string::npos) << stopped.err;
  EXPECT_NE(stopped.err.find("stopped by --stop-when at step 10"), std::string::npos);
  // Whoever resumes it wants to go on; the rule holds again at the next check.
  EXPECT_NE(good({"train", "--resume", "r"}).err.find("at step 20"), std::string::npos);
  good({"train", "--resume", "r", "--stop-when", "none", "--steps", "30"});
  EXPECT_EQ(column("r", "swd").size(), 3U);
}

TEST_F(Best, RulesWithoutTheirNumbersAreRefused) {
  bad(2, "--stop-when overfit needs --holdout", small("5", "r", {"--stop-when", "overfit"}));
  bad(2, "expected overfit, plateau or a metric and a limit",
      small("5", "r", {"--stop-when", "fid<12"}));
  bad(2, "does not go with --best none",
      small("5", "r", {"--stop-when", "plateau", "--best", "none"}));
  bad(2, "--best none measures nothing",
      small("5", "r", {"--evaluate-every", "5", "--best", "none"}));
  EXPECT_FALSE(exists("r"));
}

TEST_F(Best, HeldOutPicturesNeverTrain) {
  good(small("100", "r", {"--log-every", "50", "--holdout", "10%"}));
  EXPECT_EQ(column("r", "score_held_out").size(), 2U);
  // An epoch is one of the pictures that train.
  const Outcome dry = good(small("100", "dry", {"--holdout", "10%", "--dry-run"}));
  EXPECT_NE(dry.out.find("10%                     command line"), std::string::npos) << dry.out;
}

}  // namespace
}  // namespace wgan
