#include "cli/program.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Real short runs, of which the program has to say how they are doing.
class HealthOfARun : public Program {
 protected:
  /// Trains with these flags and returns the last condition that the log names.
  std::string condition(std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"train", "--size", "16", "--batch", "16", "--threads", "1",
                                 "--sample-every", "100000", "--out", "r"});
    good(flags);
    std::string last;
    for (const std::string& line : lines_of(file("r/train.log"))) {
      if (const size_t at = line.find("health: "); at != std::string::npos)
        last = line.substr(at + 8, line.find(':', at + 8) - at - 8);
    }
    return last;
  }
};

TEST_F(HealthOfARun, ACriticThatIsTrainedWellLetsTheGeneratorLearn) {
  EXPECT_EQ(condition({"--data", "demo", "--loss", "gp", "--features", "8", "--n-critic", "3",
                       "--rate", "5e-4", "--beta1", "0.5", "--steps", "900"}),
            "learning");
}

/// The minimax cost vanishes where the critic is sure (Goodfellow 2014, section 3).
TEST_F(HealthOfARun, ASureCriticStarvesAMinimaxGenerator) {
  EXPECT_EQ(condition({"--data", "demo", "--loss", "gan", "--generator-loss", "minimax",
                       "--features", "8", "--n-critic", "5", "--critic-rate", "1e-2",
                       "--generator-rate", "1e-4", "--steps", "1000"}),
            "critic too strong");
}

TEST_F(HealthOfARun, ACriticOfFewPicturesKnowsThemByHeart) {
  good({"data", "export", "demo", "--out", "few", "--count", "60", "--size", "16"});
  EXPECT_EQ(condition({"--data", "few", "--loss", "gp", "--features", "16", "--n-critic", "1",
                       "--rate", "1e-3", "--beta1", "0.5", "--holdout", "30%", "--steps", "2500"}),
            "critic overfits");
}

}  // namespace
}  // namespace wgan
