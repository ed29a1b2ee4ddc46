#pragma once

#include <optional>
#include <string>

#include "wgan/files/files.h"
#include "wgan/report/report.h"
#include "wgan/run/run_folder.h"

namespace wgan {

/// metrics.csv of a run. Rows are appended; what was written after the state that a run goes back
/// to is cut off.
class MetricsLog {
 public:
  /// `tells_classes` as in metrics_header.
  MetricsLog(const RunFolder& folder, bool tells_classes, Console& console);

  /// Empties the file but for its header.
  void begin();
  /// Leaves the rows that a state of `step` knows of: the first `bytes` of the file, if it says how
  /// many these are and they are still rows up to that step. A file that does not begin with
  /// columns of wgan is put aside.
  void go_back(std::optional<int64_t> bytes, int64_t step);

  void write(const MetricsRow& row);
  /// Makes the file anew if it was deleted or replaced. Returns whether it was.
  bool come_back() { return file_.come_back(); }
  void sync() { file_.sync(); }
  int64_t bytes() const { return file_.size(); }
  /// The step of the last row; -1 if there is none.
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
