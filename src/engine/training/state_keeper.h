#pragma once

#include <string>

#include "metrics_log.h"
#include "wgan/options/settings.h"
#include "wgan/run/run_folder.h"
#include "wgan/training/state.h"

namespace wgan {

/// Writes g.pt, state.pt and the older states in checkpoints/ of a run.
class StateKeeper {
 public:
  /// `facts` are the run's facts; the keeper counts its saves.
  StateKeeper(RunFolder folder, const TrainSettings& settings, RunFacts facts);

  /// Writes the model, then the state. The previous state moves to checkpoints/, which keeps the
  /// states that --keep has room for. The rows of metrics.csv that belong to the state are on the
  /// disk before it.
  void save(const TrainingState& state, const std::string& model, MetricsLog& metrics);
  /// Must be called when the state has changed: from then on the saved one is older.
  void expect_news() { has_news_ = true; }
  bool has_news() const { return has_news_; }
  /// Notes that the saved state is that of `step` again.
  void go_back(int64_t step);

  const RunFacts& facts() const { return facts_; }
  /// Returns the step of the newest state on the disk; -1 if there is none.
  int64_t saved_step() const { return saved_step_; }

 private:
  void drop_superfluous() const;

  RunFolder folder_;
  const TrainSettings& settings_;
  RunFacts facts_;
  std::string origins_;  // of the settings, as origin_lines writes them
  int64_t saved_step_ = -1;
  bool has_news_ = false;
};

}  // namespace wgan
