#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "wgan/checkpoint.h"
#include "wgan/data.h"
#include "wgan/losses.h"
#include "wgan/networks.h"
#include "wgan/optimizers.h"
#include "wgan/report.h"
#include "wgan/run_folder.h"
#include "wgan/settings.h"
#include "wgan/view.h"

namespace wgan {

/// Where a run stands. A step is a generator update together with the critic updates before it.
struct Progress {
  int64_t step = 0;            // whole steps done
  int64_t critic_updates = 0;  // of the step under way
  int64_t images = 0;          // real pictures dealt out: the position in the data
  uint64_t attempt = 0;        // of the random law
  double seconds = 0;          // of training, over all starts
};

/// A moving average of a generator's weights (Karras 2018, section 4), with warm-up: decay(t) =
/// min(decay, (1 + t) / (10 + t)).
class Average {
 public:
  Average(Network generator, double decay) : generator_(std::move(generator)), decay_(decay) {}

  /// After update number `t`, counted from 0, of `newest`; t = -1, before the first one, copies its
  /// weights.
  void update(const Network& newest, int64_t t);
  /// Gives the norm layers the statistics of the averaged weights: those of `newest` belong to
  /// other activations. They are measured on z that depend on `seed` alone.
  void calibrate(uint64_t seed, int64_t latent);

  const Network& generator() const { return generator_; }

 private:
  Network generator_;
  double decay_;
  bool calibrated_ = false;
};

/// Means since the last row of metrics.csv and what that row began with.
struct Interval {
  Mean critic_loss, generator_loss, w_estimate, gradient_norm;
  double began = 0;         // Progress::seconds
  int64_t first_image = 0;  // Progress::images
  double waited = 0;        // seconds without pictures

  void add(const std::string& term, const Tensor& value);
};

/// Everything that changes while a run goes on, and nothing else: what state.pt holds.
struct TrainingState {
  Networks nets;
  Average average;
  std::unique_ptr<Optimizer> critic_optimizer, generator_optimizer;
  Progress progress;
  Interval interval;

  /// The state of a run before its first step.
  TrainingState(const TrainOptions& options, Device device);

  NamedTensors tensors() const;
  /// Throws Error(kModel) naming `file`.
  void restore(const Checkpoint& checkpoint, const Path& file, Device device);
};

/// Why training came to an end.
enum class Ending { kDone, kTimeLimit, kInterrupted, kTerminated };

/// Asked after every critic update.
using StopRequest = std::function<std::optional<Ending>()>;

/// A run under way: the loop of `train` calls these, one line each.
class Run {
 public:
  /// Takes up `folder`, a new one or that of the run whose state was restored, and writes the
  /// settings there. `texts` are kept in every state.pt, "range" and "classes" in g.pt too; those
  /// of the restored one say how far the logs are to be cut back.
  Run(const TrainSettings& settings, RunFolder folder, TrainingState& state, const Batches& batches,
      Device device, Console& console, Texts texts = {});

  /// Writes a sheet of real pictures, the samples of step 0, and a state to come back to.
  void begin(const PictureSet& pictures);

  int64_t steps() const { return steps_; }
  /// True at each `every`th step.
  bool due(int64_t every) const { return state_.progress.step % every == 0; }
  bool save_is_due() const;

  /// Counts an update of the network that `loss` ("critic_loss" or "generator_loss") belongs to.
  void add(const std::string& loss, const LossTerms& terms);
  void show_progress();
  /// Throws Error(kDiverged) if a loss is not finite.
  void write_row();
  void write_samples();
  /// g.pt and state.pt. Throws Error(kDiverged) instead of writing a weight that is not finite.
  void save();
  /// Saves, and closes metrics.csv and samples/ with the last step.
  void end();

 private:
  void tick();
  std::optional<double> seconds_left() const;
  [[noreturn]] void diverged(const std::string& what) const;

  using Clock = std::chrono::steady_clock;

  const TrainSettings& settings_;
  RunFolder folder_;
  TrainingState& state_;
  const Batches& batches_;
  Device device_;
  Console& console_;
  AppendLog metrics_;
  std::shared_ptr<AppendLog> log_;
  int64_t steps_;
  const Progress start_;
  Texts texts_;
  MetricsRow latest_;
  int64_t row_step_ = -1, sample_step_ = -1, saved_step_ = -1;
  double waited_ = 0;
  Clock::time_point ticked_ = Clock::now(), saved_ = ticked_, shown_, printed_;
};

/// Steps that a run of these options over `pictures` pictures takes.
int64_t total_steps(const TrainOptions& options, int64_t pictures);

/// Trains until the last step, the critic seeing all pictures through `view`, or until `stop` says
/// so, and saves.
Ending train(const TrainOptions& options, TrainingState& state, const View& view, const Loss& loss,
             Batches& batches, Run& run, const StopRequest& stop);

}  // namespace wgan
