#pragma once

#include <string>

#include "wgan/critic_input/critic_input.h"
#include "wgan/training/state.h"

/// A run of the user's, for experiments that look at one. Private to this folder.
namespace wgan {

struct OwnRun {
  TrainOptions options;
  TrainingState state;
  Range range;  // of the values that its critic sees
};

/// Reads the newest state of a run, or the state in a file. Throws Error(kUsage) or Error(kModel).
OwnRun open_run(const std::string& path);

}  // namespace wgan
