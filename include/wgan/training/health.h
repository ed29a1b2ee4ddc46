#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wgan/report/report.h"

namespace wgan {

/// How a run is doing, judged by the rows of metrics.csv. docs/reading-the-curves.md has the rules
/// with their thresholds.
enum class Condition {
  kStarting,         // too few rows to tell
  kLearning,         // none of the others
  kDiverging,        // gradients grow without bound
  kCriticTooStrong,  // hardly any gradient reaches the generator
  kCriticTooWeak,    // the critic no longer tells real from fake
  kCriticOverfits,   // the critic knows its pictures by heart
  kModesCollapsing,  // the samples become alike
  kStalled,          // nothing changes any more
};

/// Returns "learning", "critic too strong", …
std::string condition_name(Condition condition);

/// Judges a run row by row. What it says is a function of the rows alone, so that a resumed run
/// that reads its rows again says the same.
class Health {
 public:
  /// Takes the next row and returns the condition of the run. Only rows with a look at the networks
  /// are judged, and the condition changes when three of them in a row say the same.
  Condition add(const MetricsRow& row);
  Condition condition() const { return condition_; }
  /// Returns one sentence with the numbers that speak for the condition.
  const std::string& reason() const { return reason_; }

 private:
  struct Judgement {
    Condition condition;
    std::string reason;
  };
  Judgement judge() const;

  std::vector<MetricsRow> rows_;   // with a look at the networks
  std::vector<MetricsRow> early_;  // the first rows of all
  Condition condition_ = Condition::kStarting;
  Condition last_ = Condition::kStarting;  // by the last row alone,
  int times_ = 0;                          // and by how many rows in a row
  std::string reason_;
};

}  // namespace wgan
