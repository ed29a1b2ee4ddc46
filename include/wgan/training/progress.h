#pragma once

#include <cstdint>

#include "wgan/options/options.h"

namespace wgan {

/// Where a run stands. A step is a generator update together with the critic updates before it.
struct Progress {
  int64_t step = 0;            // whole steps done
  int64_t critic_updates = 0;  // of the step under way
  int64_t images = 0;          // real pictures dealt out: the position in the data
  int64_t step_images = 0;     // the same when the last whole step was done
  uint64_t attempt = 0;        // of the random law
  int64_t rollbacks = 0;       // since the run began or its settings were changed
  double seconds = 0;          // of training, over all starts
};

enum class Player { kCritic, kGenerator };

/// The last step of a run of these options over `pictures` pictures that has come as far as `from`,
/// be it under other options: an epoch that was trained in larger batches is one all the same.
int64_t total_steps(const TrainOptions& options, int64_t pictures, const Progress& from = {});

}  // namespace wgan
