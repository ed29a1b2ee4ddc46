#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wgan/files/files.h"
#include "wgan/report/report.h"
#include "wgan/run/run_folder.h"

namespace wgan {

/// The metrics.csv of a run. It appends rows and, when a run goes back to a state, cuts off those
/// written after it.
class MetricsLog {
 public:
  MetricsLog(const RunFolder& folder, const MetricsColumns& columns, Console& console);

  /// Empties the file except for its header.
  void begin();
  /// Keeps the rows that a state of `step` knows of: the first `bytes` of the file, if the state
  /// knows that number and they are still rows up to that step. Puts aside a file that does not
  /// begin with columns of wgan.
  void go_back(std::optional<int64_t> bytes, int64_t step);

  void write(const MetricsRow& row);
  /// Returns the rows in the file, in order; leaves out lines that are none.
  std::vector<MetricsRow> rows() const;
  /// Recreates the file if it was deleted or replaced. Returns whether it was.
  bool come_back() { return file_.come_back(); }
  void sync() { file_.sync(); }
  int64_t bytes() const { return file_.size(); }
  /// Returns the names of the columns, as the file has them.
  const std::string& header() const { return header_; }
  /// Returns the step of the last row; -1 if there is none.
  int64_t last_step() const { return last_step_; }

 private:
  void cut(std::optional<int64_t> bytes, int64_t step);
  void write_header();

  Path path_;
  Console& console_;
  AppendLog file_;
  std::string header_;
  int64_t last_step_ = -1;
};

}  // namespace wgan
