#pragma once

#include <cstdint>

#include "wgan/options/options.h"

namespace wgan {

/// Returns the share of the learning rates in step number `step`, counted from 0, of a run of
/// `steps` steps: the schedule's, from 1 at the start to --rate-end at the end, along a line or
/// half a cosine (Loshchilov and Hutter 2017, equation 5, without restarts), times that of the
/// warm-up, (step + 1) / --warmup in its steps.
double rate_share(const TrainOptions& options, int64_t step, int64_t steps);

}  // namespace wgan
