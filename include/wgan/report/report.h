#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wgan/device/tensor.h"
#include "wgan/files/files.h"

/// What a person sees and what is written down while a run goes on. Messages go to stderr; stdout
/// is for answers.
namespace wgan {

/// Messages on stderr and, once a file is given, in the log of the run. On a terminal a live line
/// is kept below them.
class Console {
 public:
  Console();
  ~Console();

  /// From now on messages also go to `log`, each with its time.
  void log_to(std::shared_ptr<AppendLog> log);
  void info(const std::string& message);
  void warn(const std::string& message);
  /// Only into the log file.
  void note(const std::string& message);
  /// A warning on stderr alone.
  void alert(const std::string& message);
  /// Replaces the live line by the first of these parts, as many as the terminal is wide for; does
  /// nothing if stderr is no terminal.
  void live(const std::vector<std::string>& parts);
  /// True if there is a live line to keep up to date.
  bool is_terminal() const;

 private:
  class Sinks;
  std::unique_ptr<Sinks> sinks_;
};

/// "[#####-----]  50 %  512/1,024".
std::string progress_bar(int64_t done, int64_t all);

/// Mean of a quantity over the steps since the last row, kept on the device until it is read, so
/// that adding does not wait.
class Mean {
 public:
  void add(const Tensor& value);
  /// Nothing if nothing was added.
  std::optional<double> value() const;

  /// Sum and count as float64 [2], for a state file.
  Tensor pack() const;
  /// The sum must be finite, the count a whole number.
  void unpack(const Tensor& packed, Device device);

 private:
  Tensor sum_;
  int64_t count_ = 0;
};

/// One row of metrics.csv. What has no value under a loss stays empty.
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
  std::optional<double> accuracy;  // share of the held-out labels that the critic tells
};

/// The names of the columns; that of the accuracy is there only if the critic tells classes.
std::string metrics_header(bool tells_classes);
/// Whether the line names columns of this version; those of a run that began with an earlier one
/// are fewer.
bool is_metrics_header(std::string_view line);
/// The row's cells in the columns of `header`.
std::string csv_line(const MetricsRow& row, std::string_view header);

/// What a row does not say of where a run stands.
struct Outlook {
  int64_t steps = 0;  // of the whole run
  int64_t epoch = 0;  // whole passes over the pictures so far
  std::optional<double> seconds_left;
};

/// The same for a person, the most important first: "step 120/1000", "epoch 3", "2m left", ….
std::vector<std::string> status_parts(const MetricsRow& row, const Outlook& outlook);

}  // namespace wgan
