#pragma once

#include <string>

#include "wgan/critic_input/critic_input.h"
#include "wgan/data/data.h"
#include "wgan/metrics/metrics.h"
#include "wgan/training/state.h"

/// A run of the user's, for experiments that look at one. Private to this folder.
namespace wgan {

struct OwnRun {
  TrainOptions options;
  TrainingState state;
  Range range;                       // of the values that its critic sees
  std::vector<std::string> classes;  // their names, escaped; empty if the run learns none

  /// The averaged generator's pictures of `count` seeds from `first` on, as the critic sees them:
  /// of the classes `labels`, int64 [count], or of each seed's own. The labels are undefined if the
  /// generator is not conditional.
  Batch generated(uint64_t first, int64_t count, const Tensor& labels = {}) const;
  /// The same pictures as bytes, uint8 [count, H, W, C].
  Pictures samples(uint64_t first, int64_t count) const;
  /// A batch of `count` of the run's pictures, augmented as in training, as the critic sees them.
  Batch real(const PictureSet& pictures, int64_t count) const;
};

/// Reads the newest state of a run, or the state in a file. The average has the statistics that
/// belong to its weights. Throws Error(kUsage) or Error(kModel).
OwnRun open_run(const std::string& path);

}  // namespace wgan
