#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "wgan/machine/machine.h"

namespace wgan {

/// Notices that other programs take much of the processors that a run's threads ask for. Threads
/// wait for each other several hundred times in a step, so one that has to share a processor slows
/// all of them down.
class Crowding {
 public:
  /// `start` is the time that the process took before the run.
  Crowding(int64_t threads, const ProcessorTime& start) : threads_(threads), total_(start) {}

  /// Takes the time of the process, and the seconds of the run, so far. Returns what to warn of,
  /// once in a run.
  std::optional<std::string> add(const ProcessorTime& total, double seconds);

 private:
  int64_t threads_;
  ProcessorTime total_;
  double began_ = 0;
  bool warned_ = false;
};

}  // namespace wgan
