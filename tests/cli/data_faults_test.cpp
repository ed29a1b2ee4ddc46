#include "cli/survival.h"

namespace wgan {
namespace {

/// A run whose prepared pictures are in a file, which breaks under it.
class DataFaults : public Survival {
 protected:
  void SetUp() override {
    Survival::SetUp();
    ::setenv("XDG_CACHE_HOME", (folder_ / "cache").c_str(), 1);
  }
  void TearDown() override { ::unsetenv("XDG_CACHE_HOME"); }

  pid_t start_and_cut(const std::string& run, std::vector<std::string> more, double share) {
    more.insert(more.end(), {"--cache-limit", "1", "--log-every", "1"});
    const pid_t child = start(begin(run, more));
    for (int i = 0; i < 6000; ++i) {
      const std::string csv = file(run + "/metrics.csv");
      if (std::count(csv.begin(), csv.end(), '\n') > 3) break;
      std::this_thread::sleep_for(50ms);
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "cache/wgan/pictures"))
      std::filesystem::resize_file(
          entry.path(), static_cast<uintmax_t>(share * static_cast<double>(entry.file_size())));
    return child;
  }
};

TEST_F(DataFaults, TooManyPicturesThatVanishEndItWithAllThatWasLearntSaved) {
  const pid_t child = start_and_cut("r", {"--steps", "100000"}, 0.5);
  const Outcome outcome = finish(child);
  EXPECT_EQ(outcome.code, 3) << outcome.err;
  EXPECT_NE(outcome.err.find("more than --max-bad allows"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("creature000"), std::string::npos) << "the file: " << outcome.err;
  EXPECT_NE(file("r/train.log").find("left out creature000"), std::string::npos) << "each by name";
  EXPECT_NE(outcome.err.find("the state of step "), std::string::npos) << outcome.err;
  good({"train", "--resume", "r", "--time-limit", "1s"});
}

TEST_F(DataFaults, AFewThatVanishAreNamedAndLeftOut) {
  const pid_t child = start_and_cut("r", {"--steps", "400", "--max-bad", "50%"}, 0.8);
  const Outcome outcome = finish(child);
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("left out creature000"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("finished at step 400"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace wgan
