#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wgan/device/tensor.h"
#include "wgan/files/files.h"

/// The messages, progress and metrics of a run. Messages go to stderr; stdout is for answers.
namespace wgan {

/// Writes messages to stderr and, once it is given one, to the log of the run. On a terminal, keeps
/// a live line below them.
class Console {
 public:
  Console();
  ~Console();

  /// From now on messages also go to `log`, each with its time.
  void log_to(std::shared_ptr<AppendLog> log);
  void info(const std::string& message);
  void warn(const std::string& message);
  /// Writes to the log only.
  void note(const std::string& message);
  /// Writes a warning to stderr only.
  void alert(const std::string& message);
  /// Replaces the live line by as many of the first parts as the terminal is wide enough for; does
  /// nothing if stderr is not a terminal.
  void live(const std::vector<std::string>& parts);
  /// True if stderr is a terminal, which has a live line to keep up to date.
  bool is_terminal() const;

 private:
  class Sinks;
  std::unique_ptr<Sinks> sinks_;
};

/// Returns a bar such as "[#####-----]  50 %  512/1,024".
std::string progress_bar(int64_t done, int64_t all);

/// The mean of a quantity over the steps since the last row, kept on the device until it is read,
/// so that adding does not wait.
class Mean {
 public:
  void add(const Tensor& value);
  /// Returns nothing if nothing was added.
  std::optional<double> value() const;

  /// Returns sum and count as float64 [2], for a state file.
  Tensor pack() const;
  /// Restores what `pack` returned. The sum must be finite, the count an integer.
  void unpack(const Tensor& packed, Device device);

 private:
  Tensor sum_;
  int64_t count_ = 0;
};

/// One row of metrics.csv. Columns that the loss has no value for stay empty.
struct MetricsRow {
  int64_t step = 0;
  int64_t images = 0;  // real pictures that the critic has seen
  double seconds = 0;  // of training so far, over all starts
  std::optional<double> critic_loss, generator_loss;
  std::optional<double> w_estimate;     // E f(real) - E f(fake)
  std::optional<double> gradient_norm;  // mean |grad f| on interpolates
  /// Mean over the updates of the Euclidean norm of the loss's gradient, over all weights.
  std::optional<double> critic_gradient, generator_gradient;
  double images_per_second = 0;  // since the last row
  double data_wait = 0;  // share of the time since the last row spent waiting for pictures, 0 to 1
  double memory_mb = 0;  // 10^6 bytes
  std::optional<double> accuracy;  // share of the held-out labels that the critic gets right
  // From a look at both networks, which not every row has.
  std::optional<double> diversity;  // root mean square difference of two samples, levels of 255
  std::optional<double> score_real, score_fake, score_held_out;  // mean scores of the critic
  std::optional<double> ranked;  // share of pairs of real and fake that the critic ranks right
  /// Share of pairs of a picture that the critic learns from and a held-out one that it ranks so.
  std::optional<double> ranked_held_out;
  std::optional<double> slope;     // largest |grad f| between real and generated pictures
  std::optional<double> w_levels;  // (score_real - score_fake) / slope, in levels of 255
  // Of samples of the averaged generator, as `wgan evaluate` measures them; few rows have them.
  std::optional<double> swd, ms_ssim, colour, spectrum;
};

/// Columns that not every run has.
struct MetricsColumns {
  bool accuracy = false;  // the critic predicts classes
  bool held_out = false;  // some pictures never train
  bool quality = false;   // samples are measured
};
/// Returns the names of the columns.
std::string metrics_header(const MetricsColumns& columns);
/// Whether `line` names columns of this version. A run that began with an earlier version has fewer
/// of them.
bool is_metrics_header(std::string_view line);
/// Returns the row's cells in the columns of `header`.
std::string csv_line(const MetricsRow& row, std::string_view header);

/// Returns the row in a line of cells in the columns of `header`; nothing if there is a cell that
/// is no number. Empty cells and those of unknown columns have no value.
std::optional<MetricsRow> parse_row(std::string_view line, std::string_view header);

/// What a row does not say about a run's progress.
struct Outlook {
  int64_t steps = 0;  // of the whole run
  int64_t epoch = 0;  // whole passes over the pictures so far
  std::optional<double> seconds_left;
  std::string condition{};  // "learning", …; empty if it is not known
};

/// Returns a row and an outlook for people, the most important part first: "step 120/1000", "epoch
/// 3", "2m left", ….
std::vector<std::string> status_parts(const MetricsRow& row, const Outlook& outlook);

}  // namespace wgan
