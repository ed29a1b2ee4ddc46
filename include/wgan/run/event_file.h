#pragma once

#include <cstdint>
#include <optional>

#include "wgan/files/files.h"
#include "wgan/formats/tfevents.h"
#include "wgan/run/run_folder.h"

namespace wgan {

/// The file in the folder of a run that TensorBoard reads. A run that goes back begins another one,
/// which tells TensorBoard to forget the first, and removes that.
class EventFile {
 public:
  /// Keeps the events up to `step` that the run's file has, and begins a file if there is none.
  /// With a step of -1, begins anew.
  EventFile(RunFolder folder, int64_t step);

  void write(int64_t step, const EventSummary& summary);
  void go_back(int64_t step);
  /// Whether nothing has been written yet.
  bool empty() const { return empty_; }
  void sync() {
    if (file_) file_->sync();
  }

 private:
  RunFolder folder_;
  std::optional<AppendFile> file_;
  bool empty_ = true;
  std::optional<int64_t> unchanged_since_;  // the step it went back to, until something is written
};

}  // namespace wgan
