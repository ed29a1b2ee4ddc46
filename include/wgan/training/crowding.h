#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "wgan/machine/machine.h"

namespace wgan {

/// Notices that other programs take much of the processors that a run's threads ask for. Threads
/// wait for each other at the end of every parallel operator, so one that has to share a processor
/// slows all of them down.
class Crowding {
 public:
  /// `start` is the time that the process took before the run.
  Crowding(int64_t threads, const ProcessorTime& start) : threads_(threads), total_(start) {}

  /// Whether `add` has something to look at after so many seconds of the run. The time of the
  /// process is read from a file for each thread, which need not happen with every row.
  bool due(double seconds) const;
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
