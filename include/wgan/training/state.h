#pragma once

#include <memory>
#include <optional>
#include <string>

#include "wgan/checkpoint/checkpoint.h"
#include "wgan/losses/losses.h"
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
  Mean held_out, held_out_right;  // held-out labels, and those that the critic got right
  double began = 0;               // Progress::seconds
  int64_t first_image = 0;        // Progress::images
  double waited = 0;              // seconds spent waiting for pictures

  /// Adds a value of a term. Throws std::logic_error if there is no such term.
  void add(const std::string& term, const Tensor& value);
  /// Returns the share of the held-out labels that the critic got right.
  std::optional<double> accuracy() const;
};

/// Everything that changes while a run goes on, and nothing else: what state.pt holds.
struct TrainingState {
  Networks nets;
  MovingAverage average;
  std::unique_ptr<Optimizer> critic_optimizer, generator_optimizer;
  HistoricalAverage critic_history, generator_history;
  ScoreAnchors anchors;      // undefined without --lecam
  double augment_share = 1;  // of the pictures that DiffAugment changes
  Progress progress;
  Interval interval;

  /// The state of a run before its first step, with weights of that type. Throws Error(kUsage) if
  /// such networks are impossible.
  TrainingState(const TrainOptions& options, Device device, at::ScalarType type = at::kFloat);
  /// Returns a state whose weights are zero, for `restore`.
  static TrainingState empty(const TrainOptions& options, Device device);
  /// Returns a state without values, which takes no memory, for comparison with a file.
  static TrainingState meta(const TrainOptions& options);

  /// Sets the reference batch of a critic that needs one: pictures as the critic sees them.
  void set_reference(const Tensor& real);

  /// Returns the whole state as tensors, with its numbers converted into some.
  NamedTensors tensors() const;
  /// Returns the tensors of networks and optimizers themselves, under the names that files use.
  NamedTensors weights() const;
  /// Restores the state from a file. Throws Error(kModel) naming `file`, before it changes
  /// anything, if a tensor is missing, has another shape or type or non-finite numbers, or a
  /// counter is out of its range.
  void restore(const Checkpoint& checkpoint, const Path& file, Device device);

 private:
  bool adapts_ = false;  // `augment_share` is the run's own, not a setting
  TrainingState(const TrainOptions& options, Networks nets, Network average);
};

/// Throws like `restore` for a run with the settings in the file, and if such a run cannot be at
/// the place that the file says. Takes no memory for networks, however large the settings make
/// them.
void check_state(const Checkpoint& checkpoint, const Path& file);

}  // namespace wgan
