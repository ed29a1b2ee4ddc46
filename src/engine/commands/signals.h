#pragma once

#include <optional>

#include "wgan/training/train.h"

namespace wgan {

/// While this lives, SIGUSR1 requests a save instead of ending the process. After `hold`, SIGINT,
/// SIGTERM and SIGHUP are noted too, and SIGUSR2 and SIGXCPU like SIGTERM. Another one exits at
/// once, except for SIGXCPU, which comes every second, and for the echo of the first: whatever
/// signals both a program and its group (`timeout`, a session that ends) sends the signal twice. A
/// SIGHUP that was ignored before (nohup) stays ignored.
class Signals {
 public:
  /// A launcher of several processes hands on what its group has got already, and one of them
  /// speaks for all.
  enum class Sender { kPerson, kLauncher };
  explicit Signals(Sender sender = Sender::kPerson, bool speaks = true);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  void hold();
  std::optional<Ending> received() const;
  /// Whether SIGUSR1 came since the last call.
  bool save_asked() const;
};

}  // namespace wgan
