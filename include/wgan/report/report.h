#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wgan/base/console_style.h"
#include "wgan/device/tensor.h"
#include "wgan/files/files.h"
#include "wgan/run/metrics_csv.h"

/// The messages, progress and metrics of a run. Messages go to stderr; stdout is for answers.
namespace wgan {

/// Sets the style of all consoles that are made from now on.
void set_console_style(const ConsoleStyle& style);

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
  /// Writes to the log, and with --verbose to stderr too.
  void note(const std::string& message);
  /// Writes a warning to stderr only.
  void alert(const std::string& message);
  /// Replaces the live line by as many of the first parts as the terminal is wide enough for; does
  /// nothing if stderr is not a terminal.
  void live(const std::vector<std::string>& parts);
  /// Replaces the live lines by these, each at most `columns` wide; does nothing if stderr is not a
  /// terminal.
  void live_lines(const std::vector<std::string>& lines);
  /// Return the size of the terminal, 80x24 if it does not say, and whether it shows 24-bit colours
  /// and NO_COLOR does not forbid them.
  size_t columns() const;
  size_t rows() const;
  bool has_colours() const;
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
