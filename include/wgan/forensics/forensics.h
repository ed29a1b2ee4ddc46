#pragma once

#include <optional>
#include <string>

#include "wgan/training/train.h"

/// What to do when the numbers of a run stop being finite: find out where it began, write that
/// down, go back.
namespace wgan {

/// The first tensor, in the order of an update, that holds a number that is not finite.
struct BadTensor {
  std::string tensor;  // "critic, conv1 of the real pictures"
  int64_t bad = 0;     // numbers of it that are not finite
  int64_t count = 0;   // numbers that it has

  std::string text() const;
};

/// Observes updates and keeps the first such tensor. Waits for the device at every tensor.
class FirstBad {
 public:
  TensorObserver observer();
  const std::optional<BadTensor>& found() const { return found_; }

 private:
  std::optional<BadTensor> found_;
};

/// Trains as `train`, and ends the run. Where a number is not finite any more it takes the updates
/// since the last saved state again, each tensor looked at, writes what it finds to a dump, goes
/// back to that state, and draws anew (the next `attempt` of the random law). Throws
/// Error(kDiverged) when that has been done three times, or if there is no state to go back to.
Ending train_and_recover(const Training& training, Batches& batches, Run& run,
                         const StopRequest& stop, Device device, Console& console);

/// A dump: the state before the update in which the first such number appeared, and its real
/// pictures, so that the update can be repeated without the data.
struct Dump {
  DumpFacts facts;
  RunFacts run;  // settings, range, classes and machine
  /// What repeating the update finds here; nothing if all is finite.
  std::optional<BadTensor> found;
  /// False if the update could not be found by repeating the run, so that there is none to repeat.
  bool repeatable = true;
};

/// Repeats the update of the dump. Throws Error(kModel).
Dump replay(const Path& path, Device device);

}  // namespace wgan
