#pragma once

#include <optional>

#include "wgan/training.h"

namespace wgan {

/// From its making to its end SIGINT and SIGTERM are noted instead of ending the process; a second
/// one leaves at once.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  std::optional<Ending> received() const;
};

}  // namespace wgan
