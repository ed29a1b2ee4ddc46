#pragma once

#include <functional>
#include <optional>

#include "wgan/training/progress.h"
#include "wgan/training/update.h"

namespace wgan {

/// Why training came to an end. Where the ranks of a run disagree, the last of these holds.
enum class Ending { kDone, kRule, kCaller, kTimeLimit, kInterrupted, kTerminated, kHungUp };

/// Called after every critic update; returns why to stop, or nothing to go on.
using StopRequest = std::function<std::optional<Ending>()>;

/// What happens between the updates of a training run.
class Callbacks {
 public:
  virtual ~Callbacks() = default;
  /// Returns the last step.
  virtual int64_t steps() const = 0;
  virtual void add(Player player, const Update& update) = 0;
  /// Are called after each critic update and after each step; return why to stop, or nothing to go
  /// on. Throw NonFiniteError.
  virtual std::optional<Ending> after_critic_update() = 0;
  virtual std::optional<Ending> after_step() = 0;
};

}  // namespace wgan
