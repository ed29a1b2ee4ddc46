#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wgan/base/clock.h"
#include "wgan/base/error.h"
#include "wgan/checkpoint/checkpoint.h"
#include "wgan/critic_input/critic_input.h"
#include "wgan/data/data.h"
#include "wgan/losses/losses.h"
#include "wgan/networks/networks.h"
#include "wgan/optimizers/optimizers.h"
#include "wgan/options/settings.h"
#include "wgan/report/report.h"
#include "wgan/run/run_folder.h"

namespace wgan {

/// Where a run stands. A step is a generator update together with the critic updates before it.
struct Progress {
  int64_t step = 0;            // whole steps done
  int64_t critic_updates = 0;  // of the step under way
  int64_t images = 0;          // real pictures dealt out: the position in the data
  int64_t step_images = 0;     // the same when the last whole step was done
  uint64_t attempt = 0;        // of the random law
  int64_t rollbacks = 0;       // since the run began or its settings were changed
  double seconds = 0;          // of training, over all starts
};

inline constexpr int64_t kCalibrationSamples = 512;
/// Of a generator that has learnt nothing yet.
inline constexpr int64_t kFirstCalibrationSamples = 64;

/// A moving average of a generator's weights (Karras 2018, section 4), with warm-up: decay(t) =
/// min(decay, (1 + t) / (10 + t)).
class MovingAverage {
 public:
  MovingAverage(Network generator, double decay)
      : generator_(std::move(generator)), decay_(decay) {}

  /// After update number `t`, counted from 0, of `newest`; t = -1, before the first one, copies its
  /// weights.
  void update(const Network& newest, int64_t t);
  /// Gives the norm layers the statistics of the averaged weights: those of `newest` belong to
  /// other activations. They are measured on z that depend on `seed` alone.
  /// Returns whether there was anything to measure.
  bool calibrate(uint64_t seed, const NetworkOptions& options,
                 int64_t samples = kCalibrationSamples, const LayerObserver* observer = nullptr);
  /// What `calibrate` shows a conditional generator: kCalibrationSamples labels, int64, in the
  /// proportions of the data; all classes alike if nothing was set.
  void set_labels(const Tensor& labels) { labels_ = labels; }
  const Tensor& labels() const { return labels_; }

  const Network& generator() const { return generator_; }
  void set_reference(const Tensor& z) { generator_.set_reference(z); }

 private:
  Network generator_;
  double decay_;
  Tensor labels_;
  bool calibrated_ = false;
};

/// Historical averaging (Salimans 2016, section 3.3): the loss of a network gets the term w |theta
/// - mean of theta so far|^2, whose gradient is 2 w (theta - mean).
class HistoricalAverage {
 public:
  /// With weight 0 it does nothing and holds nothing.
  HistoricalAverage(const Network& network, double weight);

  /// Adds the term's gradient to those of the loss, in the order of the parameters.
  void pull(const Network& network, TensorList& gradients) const;
  /// Takes the weights into the mean.
  void add(const Network& network);
  NamedTensors state() const;

 private:
  double weight_;
  NamedTensors mean_;
  TensorList means_;  // the same tensors
  Tensor count_;      // of the weights in the mean
};

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
  /// One without values, which takes no memory: to be compared with what a file holds.
  static TrainingState blank(const TrainOptions& options);

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

/// What trains.
struct Training {
  const TrainOptions& options;
  TrainingState& state;
  const CriticInput& critic_input;
  const Loss& loss;
};

enum class Player { kCritic, kGenerator };

/// Shown what an update makes, in its order, by what it is: "critic, conv1 of the real pictures".
using TensorObserver = std::function<void(const std::string& what, const Tensor& tensor)>;

/// What an update leaves to tell.
struct Update {
  LossTerms loss;
  Tensor gradient_norm;  // over all weights; a number on the device
};

/// One update of a network, the next one of the step that `state` is in. `real` is the batch as the
/// critic sees it, of the generator's update the one that the critic saw last. Neither counts the
/// update in `state.progress`.
Update update_critic(const Training& training, const Batch& real,
                     const TensorObserver& observer = {});
Update update_generator(const Training& training, const Batch& real,
                        const TensorObserver& observer = {});

/// A run's updates in their order: `n_critic` of the critic, then one of the generator, which
/// completes the step.
class Updates {
 public:
  Updates(const Training& training, Batches& batches);

  /// Whose turn it is.
  Player next() const;
  /// The update of the one whose turn it is. Counts it.
  Update take(const TensorObserver& observer = {});
  /// The real pictures of the last update as the critic saw them.
  const Batch& real() const { return real_; }

 private:
  Batch seen(const Batch& batch, int64_t update) const;

  const Training training_;
  Batches& batches_;
  Batch dealt_, real_;  // the same pictures, as they came and as the critic saw them
};

/// Keeps an eye on every update without waiting for the device.
class FiniteCheck {
 public:
  void add(Player player, const Progress& progress, const Update& update);
  /// Waits: whether all losses and gradients since the last `forget` are finite.
  bool sound() const;
  void forget();
  /// Forgets the updates that were made after this place.
  void go_back(const Progress& progress);
  /// "step 12, critic 3: 1.25" of the last 20 updates, the oldest first. Waits.
  std::vector<std::string> gradient_norms() const;

 private:
  struct Norm {
    int64_t step, update;
    Player player;
    Tensor value;
  };
  Tensor sum_;
  std::deque<Norm> norms_;
};

/// Notices a network that has stopped learning because no gradient reaches its weights.
class VanishingGradient {
 public:
  /// The first row will be of the steps behind `step`.
  VanishingGradient(const TrainOptions& options, const Networks& nets, int64_t step = 0);
  /// So will the next one.
  void go_back(int64_t step);

  /// After each row of metrics.csv: what to warn of. A network is spoken of again only after its
  /// gradient had come back.
  std::vector<std::string> add(const MetricsRow& row);

 private:
  struct Starving {
    const char* name;
    int64_t weights;
    std::optional<int64_t> since;  // step of the last row with a gradient
    bool warned = false;
  };
  std::optional<std::string> look(Starving& network, std::optional<double> norm, int64_t step);

  std::string cure_;
  Starving critic_, generator_;
  int64_t last_;  // step of the last row
};

/// Numbers of a run are not finite any more.
class NonFiniteError : public Error {
 public:
  explicit NonFiniteError(const std::string& what) : Error(ExitCode::kDiverged, what) {}
};

/// Why training came to an end.
enum class Ending { kDone, kTimeLimit, kInterrupted, kTerminated, kHungUp };

/// Asked after every critic update.
using StopRequest = std::function<std::optional<Ending>()>;

/// A run under way: the loop of `train` calls these, one line each.
class Run {
 public:
  /// Takes up `folder`, a new one or that of the run whose state was restored, and takes back what
  /// was written after that state. `texts` are kept in every state.pt, "range" and "classes" in
  /// g.pt too; "metrics_bytes" says how far metrics.csv belongs to it, "saves" how often the run
  /// has saved. train.log is a diary, of which nothing is taken back.
  Run(const TrainSettings& settings, RunFolder folder, TrainingState& state, Batches& batches,
      Device device, Console& console, Texts texts = {});

  /// Writes the state to come back to, which holds the settings of this start, and where they are
  /// not there a sheet of real pictures and the samples of step 0.
  void begin(const PictureSet& pictures);

  int64_t steps() const { return steps_; }
  /// True at each `every`th step.
  bool due(int64_t every) const { return state_.progress.step % every == 0; }
  bool save_is_due() const;
  /// Whether the step that was made completed an epoch whose pictures are to be kept.
  bool snapshot_is_due();
  void add(Player player, const Update& update);
  void show_progress();
  // What follows throws NonFiniteError instead of writing anything that came of a number that is
  // not finite.
  void write_row();
  void write_samples();
  /// Of the epochs that ask for them and ended in the step that was made.
  void write_snapshot();
  /// g.pt and state.pt, the one before it into checkpoints/.
  void save();
  /// Saves, and closes metrics.csv and samples/ with the last step.
  void end();
  /// Takes back what was written after the state that was restored, whose texts these are.
  void go_back(const Texts& texts);

  /// Asked after every critic update: true = save now, and go on.
  std::function<bool()> save_asked = [] { return false; };
  void save_if_asked();

  const RunFolder& folder() const { return folder_; }
  const Texts& texts() const { return texts_; }
  const FiniteCheck& finite_check() const { return finite_check_; }
  /// Names the pictures that were found to be bad since this was last called.
  void name_bad_pictures();
  /// Seconds that the longest save took, with the pictures that end a run.
  double seconds_to_end() const { return slowest_save_ + slowest_samples_; }
  /// Step of the newest state on the disk; -1 if there is none.
  int64_t saved_step() const { return saved_step_; }

 private:
  void tick();
  void write_real(const PictureSet& pictures);
  void settle_average();
  void check();
  void cut_rows(const Texts& texts);
  int64_t epoch() const;
  std::string sheet() const;
  std::string packed_model() const;
  std::vector<int64_t> asked_epochs(int64_t after, int64_t to) const;
  void drop_states();
  std::optional<double> seconds_left() const;
  Outlook outlook() const;

  const TrainSettings& settings_;
  RunFolder folder_;
  TrainingState& state_;
  Batches& batches_;
  Device device_;
  Console& console_;
  AppendLog metrics_;
  std::string header_;  // its first line
  std::shared_ptr<AppendLog> log_;
  int64_t steps_;
  int64_t epoch_;                   // whole ones so far
  std::vector<int64_t> snapshots_;  // epochs whose pictures are to be written
  const Progress start_;
  VanishingGradient vanishing_;
  Texts texts_;
  MetricsRow latest_;
  FiniteCheck finite_check_;
  bool checked_ = false;  // all numbers, since they last changed
  bool moved_ = false;    // updates were made since the last save
  int64_t row_step_ = -1, sample_step_ = -1, saved_step_ = -1;
  double waited_ = 0, slowest_save_ = 0, slowest_samples_ = 0;
  Clock::time_point ticked_ = Clock::now(), saved_ = ticked_, shown_, printed_;
};

/// The last step of a run of these options over `pictures` pictures that has come as far as `from`,
/// be it under other options: an epoch that was trained in larger batches is one all the same.
int64_t total_steps(const TrainOptions& options, int64_t pictures, const Progress& from = {});

/// Trains until the last step, or until `stop` says so. Throws NonFiniteError.
Ending train(const Training& training, Batches& batches, Run& run, const StopRequest& stop);

}  // namespace wgan
