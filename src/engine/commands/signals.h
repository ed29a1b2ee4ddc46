#pragma once

#include <optional>

#include "wgan/training/train.h"

namespace wgan {

/// From its making to its end SIGUSR1 asks for a save instead of ending the process. After `hold`
/// SIGINT, SIGTERM and SIGHUP are noted too, and SIGUSR2 and SIGXCPU as SIGTERM; one that comes
/// half a second later or more leaves at once, but for SIGXCPU, which comes every second. A SIGHUP
/// that was ignored before (nohup) stays so.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  void hold();
  std::optional<Ending> received() const;
  /// Whether SIGUSR1 came since this was last asked.
  bool save_asked() const;
};

}  // namespace wgan
