#pragma once

#include <string>

#include "wgan/training/state.h"

/// A run of the user's, for experiments that look at one. Private to this folder.
namespace wgan {

struct OwnRun {
  TrainOptions options;
  TrainingState state;
};

/// Reads the newest state of a run, or the state in a file. Throws Error(kUsage) or Error(kModel).
OwnRun open_run(const std::string& path);

}  // namespace wgan
