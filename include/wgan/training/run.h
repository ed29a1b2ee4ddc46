#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "wgan/base/clock.h"
#include "wgan/data/data.h"
#include "wgan/options/settings.h"
#include "wgan/options/stop_rules.h"
#include "wgan/report/report.h"
#include "wgan/run/run_folder.h"
#include "wgan/training/callbacks.h"
#include "wgan/training/crowding.h"
#include "wgan/training/finite_check.h"
#include "wgan/training/health.h"
#include "wgan/training/probe.h"
#include "wgan/training/quality.h"
#include "wgan/training/state.h"
#include "wgan/training/vanishing.h"

namespace wgan {

class BestModels;
class EventLog;
class JsonLog;
class MetricsLog;
class SampleSheets;
class StateKeeper;

/// A run in progress, with its folder and what it shows.
class Run : public Callbacks {
 public:
  /// Takes over `folder`, a new one or, if the run resumes, that of the restored state, and removes
  /// what was written after that state, except from train.log. `facts` are what is known of the run
  /// besides its settings.
  Run(const TrainSettings& settings, RunFolder folder, TrainingState& state, Batches& batches,
      Device device, Console& console, RunFacts facts = {}, bool resumes = false);
  ~Run() override;

  /// Saves a state to come back to, with the settings of this start. Also writes a sheet of real
  /// pictures and the samples of step 0, if they are missing.
  void begin(const PictureSet& pictures);

  int64_t steps() const override { return steps_; }
  void add(Player player, const Update& update) override;
  std::optional<Ending> after_critic_update() override;
  std::optional<Ending> after_step() override;
  /// True at each `every`th step.
  bool due(int64_t every) const { return state_.progress.step % every == 0; }
  /// Whether the last step is one after which a row, or a sheet of samples, is to be written.
  bool row_is_due();
  bool sheet_is_due();
  bool save_is_due() const;
  /// Whether the last step completed an epoch whose samples are to be kept.
  bool snapshot_is_due();
  /// Looks at the networks where the share of augmented pictures adapts to them. It is a function
  /// of the state and of nothing else, since a search repeats it.
  void adapt_augmentation();
  void show_progress();
  // The following throw NonFiniteError instead of writing anything derived from a non-finite
  // number.
  void write_row();
  void write_samples();
  /// Writes the samples of the epochs that ended in the last step and are to be kept.
  void write_snapshot();
  /// Writes g.pt and state.pt, and moves the previous state into checkpoints/.
  void save();
  /// Saves, and closes metrics.csv and samples/ with the last step.
  void end();
  /// Removes what was written after the restored state, which knows of the first `metrics_bytes` of
  /// metrics.csv.
  void go_back(std::optional<int64_t> metrics_bytes);

  /// Looks at both networks; called for rows that are at least kLookSteps steps apart. Without it,
  /// rows have no such numbers, and the run is not judged.
  std::function<Probe()> look{};
  /// Measures samples at some rows. Without it, no model is the best.
  const QualityCheck* quality = nullptr;
  /// Returns which rule of --stop-when holds and why; nothing if none does. It holds at a row.
  std::optional<std::string> reason_to_stop() const;

  /// Called after each row, if it is set.
  std::function<void(const MetricsRow& row)> wrote_row{};

  /// Writes the report of the run so far, or of its end. Without it, there is none.
  std::function<void(bool ended)> report{};
  void report_if_due();

  /// Writes an event to --json-log, if there is one, with the step.
  void tell(
      std::string_view event,
      std::vector<std::pair<std::string, std::variant<int64_t, double, std::string>>> more = {});

  /// Called after every critic update; returns why to stop, or nothing to go on.
  StopRequest stop = [] { return std::nullopt; };
  /// Called after every critic update; returns true to save now and go on.
  std::function<bool()> save_asked = [] { return false; };
  void save_as_asked();

  const RunFolder& folder() const { return folder_; }
  const RunFacts& facts() const;
  const FiniteCheck& finite_check() const { return finite_check_; }
  /// Warns of the pictures found to be bad since the last call.
  void name_bad_pictures();
  /// Returns the seconds that the slowest save and the slowest samples took: both end a run.
  double seconds_to_end() const { return slowest_save_ + slowest_samples_; }
  /// Returns the step of the newest state on the disk; -1 if there is none.
  int64_t saved_step() const;

 private:
  void tick();
  void calibrate_average();
  void check_finite_numbers();
  std::string packed_model() const;
  /// Return the passes over the pictures so far, and the whole ones.
  double passes() const;
  int64_t epoch() const;
  std::optional<double> seconds_left() const;
  Outlook outlook() const;
  /// Returns the lines of the live view; none where a single line is to be shown.
  std::vector<std::string> live_view(const MetricsRow& live) const;
  bool look_is_due() const;
  void look_at_networks();
  void judge();
  void measure_samples();
  void note_best();

  const TrainSettings& settings_;
  RunFolder folder_;
  TrainingState& state_;
  Batches& batches_;
  Device device_;
  Console& console_;
  std::unique_ptr<MetricsLog> metrics_;
  std::unique_ptr<SampleSheets> sheets_;
  std::unique_ptr<EventLog> events_;
  std::unique_ptr<JsonLog> json_;  // null without --json-log
  std::unique_ptr<StateKeeper> keeper_;
  std::unique_ptr<BestModels> best_;
  int64_t steps_;
  std::vector<StopRule> stop_rules_;
  int64_t epoch_;                   // whole epochs so far
  std::vector<int64_t> snapshots_;  // epochs whose samples are to be written
  const Progress start_;
  VanishingGradient vanishing_;
  Crowding crowding_;
  Health health_;
  MetricsRow latest_;
  std::vector<MetricsRow> recent_;  // the last rows, for the live view
  FiniteCheck finite_check_;
  bool checked_ = false;  // whether all numbers were checked since they last changed
  double next_sheet_ = kFirstSheetSeconds;  // seconds of training
  double waited_ = 0, slowest_save_ = 0, slowest_samples_ = 0;
  const Clock::time_point began_ = Clock::now();
  Clock::time_point ticked_ = began_, saved_ = began_, shown_, printed_;
};

}  // namespace wgan
