#pragma once

#include <cstdint>

#include "wgan/options/options.h"

namespace wgan {

/// The progress of a run. A step is a generator update together with the critic updates before it.
struct Progress {
  int64_t step = 0;            // whole steps done
  int64_t critic_updates = 0;  // in the current step
  int64_t images = 0;          // real pictures dealt out: the position in the data
  int64_t step_images = 0;     // `images` at the end of the last whole step
  uint64_t attempt = 0;        // which selects the random draws
  int64_t rollbacks = 0;       // since the run began or its settings were changed
  double seconds = 0;          // of training, over all starts
};

enum class Player { kCritic, kGenerator };

/// Returns the last step of a run with these options over `pictures` pictures that has come as far
/// as `from`, even if under other options: an epoch trained with another batch size still counts as
/// one.
int64_t total_steps(const TrainOptions& options, int64_t pictures, const Progress& from = {});

}  // namespace wgan
