#pragma once

#include <functional>
#include <optional>

#include "wgan/commands/train.h"
#include "wgan/distributed/process_group.h"
#include "wgan/report/report.h"
#include "wgan/training/callbacks.h"

namespace wgan {

/// What whoever started a run does while it lasts.
struct TrainingHost {
  /// Called once there is something to save.
  std::function<void()> hold = [] {};
  /// Called after every critic update; returns why to save and stop, or nothing to go on.
  StopRequest stop = [] { return std::nullopt; };
  /// Called after every critic update; returns true to save now and go on.
  std::function<bool()> save_asked = [] { return false; };
  /// Called after each row of metrics.csv.
  std::function<void(const MetricsRow& row, int64_t steps)> row = {};
  /// Called with the folder of the run, once there is one.
  std::function<void(const RunFolder& folder)> made = [](const RunFolder&) {};
  /// The processes that train together, and how many of them are on this host.
  int64_t on_host = 1;
  const ProcessGroup& group = single_process();
};

/// A run after a start of training.
struct TrainingOutcome {
  RunFolder folder;
  int64_t step = 0, steps = 0;   // that it reached, and that it is to reach
  std::optional<Ending> ending;  // nothing if there was nothing to do
  TrainOptions options;
};

/// Trains a new run, or continues the one of `resume`. Throws Error.
TrainingOutcome start_training(const Train& request, Console& console, const TrainingHost& host);

}  // namespace wgan
