#pragma once

#include <chrono>

namespace wgan {

/// A clock that never runs backwards.
using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point then) {
  return std::chrono::duration<double>(Clock::now() - then).count();
}

}  // namespace wgan
