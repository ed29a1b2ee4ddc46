#pragma once

#include <functional>
#include <optional>

#include "wgan/training/run.h"

namespace wgan {

/// Why training came to an end.
enum class Ending { kDone, kRule, kCaller, kTimeLimit, kInterrupted, kTerminated, kHungUp };

/// Called after every critic update; returns why to stop, or nothing to go on.
using StopRequest = std::function<std::optional<Ending>()>;

/// Trains until the last step, or until `stop` says so. Throws NonFiniteError.
Ending train(const Training& training, Batches& batches, Run& run, const StopRequest& stop);

}  // namespace wgan
