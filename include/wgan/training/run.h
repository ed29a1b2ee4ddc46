#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "wgan/base/clock.h"
#include "wgan/data/data.h"
#include "wgan/options/settings.h"
#include "wgan/report/report.h"
#include "wgan/run/run_folder.h"
#include "wgan/training/finite_check.h"
#include "wgan/training/state.h"
#include "wgan/training/vanishing.h"

namespace wgan {

class MetricsLog;
class SampleSheets;
class StateKeeper;

/// A run under way: the loop of `train` calls these, one line each.
class Run {
 public:
  /// Takes up `folder`, a new one or, if the run resumes, that of the state that was restored, and
  /// takes back what was written after that state. `facts` are what is known of the run beside its
  /// settings. train.log is a diary, of which nothing is taken back.
  Run(const TrainSettings& settings, RunFolder folder, TrainingState& state, Batches& batches,
      Device device, Console& console, RunFacts facts = {}, bool resumes = false);
  ~Run();

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
  /// Takes back what was written after the state that was restored, which knows of the first
  /// `metrics_bytes` of metrics.csv.
  void go_back(std::optional<int64_t> metrics_bytes);

  /// Asked after every critic update: true = save now, and go on.
  std::function<bool()> save_asked = [] { return false; };
  void save_if_asked();

  const RunFolder& folder() const { return folder_; }
  const RunFacts& facts() const;
  const FiniteCheck& finite_check() const { return finite_check_; }
  /// Names the pictures that were found to be bad since this was last called.
  void name_bad_pictures();
  /// Seconds that the longest save took, with the pictures that end a run.
  double seconds_to_end() const { return slowest_save_ + slowest_samples_; }
  /// Step of the newest state on the disk; -1 if there is none.
  int64_t saved_step() const;

 private:
  void tick();
  void calibrate_average();
  void check_finite_numbers();
  std::string packed_model() const;
  int64_t epoch() const;
  std::optional<double> seconds_left() const;
  Outlook outlook() const;

  const TrainSettings& settings_;
  RunFolder folder_;
  TrainingState& state_;
  Batches& batches_;
  Device device_;
  Console& console_;
  std::unique_ptr<MetricsLog> metrics_;
  std::unique_ptr<SampleSheets> sheets_;
  std::unique_ptr<StateKeeper> keeper_;
  int64_t steps_;
  int64_t epoch_;                   // whole ones so far
  std::vector<int64_t> snapshots_;  // epochs whose pictures are to be written
  const Progress start_;
  VanishingGradient vanishing_;
  MetricsRow latest_;
  FiniteCheck finite_check_;
  bool checked_ = false;  // all numbers, since they last changed
  double waited_ = 0, slowest_save_ = 0, slowest_samples_ = 0;
  Clock::time_point ticked_ = Clock::now(), saved_ = ticked_, shown_, printed_;
};

}  // namespace wgan
