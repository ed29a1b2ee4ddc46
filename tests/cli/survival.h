#pragma once

#include <random>

#include "cli/program.h"
#include "wgan/text/text.h"

namespace wgan {

using namespace std::chrono_literals;

/// Runs that are killed, signalled, raced for and given wrong files. A dozen pictures, 60 steps.
class Survival : public Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    good({"data", "export", "demo", "--count", "12", "--size", "16", "--out", "pictures"});
  }

  static std::vector<std::string> begin(const std::string& run,
                                        std::vector<std::string> more = {}) {
    std::vector<std::string> words{"train",
                                   "pictures",
                                   "--loss",
                                   "gp",
                                   "--size",
                                   "16",
                                   "--features",
                                   "2",
                                   "--latent",
                                   "4",
                                   "--batch",
                                   "4",
                                   "--n-critic",
                                   "2",
                                   "--steps",
                                   "60",
                                   "--log-every",
                                   "3",
                                   "--sample-every",
                                   "20",
                                   "--save-every",
                                   "7",
                                   "--flip",
                                   "--threads",
                                   "1",
                                   "--out",
                                   run};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  /// Returns the arguments with which a person continues after a crash: resumes the run, or starts
  /// it if it never began.
  std::vector<std::string> go_on(const std::string& run) const {
    if (exists(run + "/settings.flags")) return {"train", "--resume", run};
    return begin(run);
  }

  /// Trains the run that all others must equal.
  void train_whole() {
    const Outcome outcome = good(begin("whole"));
    lasts_ = outcome.seconds;
  }

  /// Returns a random time within that run.
  std::chrono::duration<double> some_time() {
    return std::chrono::duration<double>(
        std::uniform_real_distribution<double>(0, 1.1 * lasts_)(random_));
  }

  void expect_whole(const std::string& run) { expect_same_run(folder_ / run, folder_ / "whole"); }

  std::mt19937 random_{20260101};
  double lasts_ = 0;
};

}  // namespace wgan
