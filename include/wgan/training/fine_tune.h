#pragma once

#include <string>

#include "wgan/checkpoint/checkpoint.h"
#include "wgan/training/state.h"

namespace wgan {

/// Copies the weights of a model or a state into a new run, where a tensor of the same name and
/// shape is: of the newest generator, of its average and, if the file is a state, of the critic.
/// Optimizers start anew. Returns a sentence that says what was taken and names what was not.
/// Throws, before it changes anything, Error(kModel) naming `file` if none of the generator's
/// weights fit or one that does is not finite, and Error(kUsage) if one of the critic's first
/// `frozen` layers, which will not learn, is not in the file.
std::string take_weights(TrainingState& state, const Checkpoint& from, const Path& file,
                         int64_t frozen = 0);

}  // namespace wgan
