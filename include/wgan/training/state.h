#pragma once

#include <memory>
#include <optional>
#include <string>

#include "wgan/checkpoint/checkpoint.h"
#include "wgan/networks/networks.h"
#include "wgan/optimizers/optimizers.h"
#include "wgan/options/options.h"
#include "wgan/report/report.h"
#include "wgan/training/historical_average.h"
#include "wgan/training/moving_average.h"
#include "wgan/training/progress.h"

namespace wgan {

/// Means since the last row of metrics.csv and what that row began with.
struct Interval {
  Mean critic_loss, generator_loss, w_estimate, gradient_norm;
  Mean critic_gradient, generator_gradient;
  Mean held_out, held_out_right;  // labels, and those that the critic told
  double began = 0;               // Progress::seconds
  int64_t first_image = 0;        // Progress::images
  double waited = 0;              // seconds without pictures

  /// Throws std::logic_error if there is no such term.
  void add(const std::string& term, const Tensor& value);
  /// Share of the held-out labels that the critic told.
  std::optional<double> accuracy() const;
};

/// Everything that changes while a run goes on, and nothing else: what state.pt holds.
struct TrainingState {
  Networks nets;
  MovingAverage average;
  std::unique_ptr<Optimizer> critic_optimizer, generator_optimizer;
  HistoricalAverage critic_history, generator_history;
  Progress progress;
  Interval interval;

  /// The state of a run before its first step. Throws Error(kUsage) if there are no such networks.
  TrainingState(const TrainOptions& options, Device device);
  /// One whose weights are zero and wait for `restore`.
  static TrainingState empty(const TrainOptions& options, Device device);
  /// One without values, which takes no memory: to be compared with what a file holds.
  static TrainingState meta(const TrainOptions& options);

  /// Gives the critic, if it norms by one, the reference batch: pictures as it sees them.
  void set_reference(const Tensor& real);

  /// All of it as tensors; the numbers are made into some.
  NamedTensors tensors() const;
  /// What networks and optimizers hold, under the names that files use: the tensors themselves.
  NamedTensors weights() const;
  /// Throws Error(kModel) naming `file`, before it changes anything, if a tensor is missing, has
  /// another shape or type or numbers that are not finite, or a counter is out of its range.
  void restore(const Checkpoint& checkpoint, const Path& file, Device device);

 private:
  TrainingState(const TrainOptions& options, Networks nets, Network average);
};

/// Throws as `restore` would for a run of the settings in the file, and where these have no such
/// place as it says that the run is at. Takes no memory for networks, however large the settings
/// say that they are.
void check_state(const Checkpoint& checkpoint, const Path& file);

}  // namespace wgan
