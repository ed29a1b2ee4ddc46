#pragma once

#include <optional>
#include <string>

#include "wgan/training/run.h"

/// Recovery when the numbers of a run stop being finite: find where that began, record it, go back.
namespace wgan {

/// The first tensor, in the order of an update, that holds a non-finite number.
struct BadTensor {
  std::string tensor;  // "critic, conv1 of the real pictures"
  int64_t bad = 0;     // how many of its numbers are not finite
  int64_t count = 0;   // how many numbers it has

  std::string text() const;
};

/// Observes updates and keeps the first tensor with a non-finite number. Waits for the device at
/// every tensor.
class FirstBad {
 public:
  TensorObserver observer();
  const std::optional<BadTensor>& found() const { return found_; }

 private:
  std::optional<BadTensor> found_;
};

/// Trains like `train`, and ends the run. When a number stops being finite, it repeats the updates
/// since the last saved state while checking every tensor, writes a dump of what it finds, restores
/// that state, and continues with new draws (the next `attempt`). Throws Error(kDiverged) if it has
/// done so three times already, or if there is no state to go back to. At the head of other ranks
/// it goes back without looking for the beginning.
Ending train_and_recover(const Training& training, Batches& batches, Run& run, Device device,
                         Console& console);

/// The contents of a dump: the state before the update in which the first non-finite number
/// appeared, and its real pictures, so that the update can be repeated without the data.
struct Dump {
  DumpFacts facts;
  RunFacts run;  // settings, range, classes and machine
  /// What repeating the update finds on this machine; nothing if all is finite.
  std::optional<BadTensor> found;
  /// False if repeating the run did not find the update, so that there is none to repeat.
  bool repeatable = true;
};

/// Repeats the update in the dump at `path`. Throws Error(kModel).
Dump replay(const Path& path, Device device);

}  // namespace wgan
