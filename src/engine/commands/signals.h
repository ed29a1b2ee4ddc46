#pragma once

#include <optional>

#include "wgan/training/train.h"

namespace wgan {

/// While this lives, SIGUSR1 requests a save instead of ending the process. After `hold`, SIGINT,
/// SIGTERM and SIGHUP are noted too, and SIGUSR2 and SIGXCPU like SIGTERM. Another one half a
/// second later or more exits at once, except for SIGXCPU, which comes every second. A SIGHUP that
/// was ignored before (nohup) stays ignored.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  void hold();
  std::optional<Ending> received() const;
  /// Whether SIGUSR1 came since the last call.
  bool save_asked() const;
};

}  // namespace wgan
