#pragma once

#include <cstdint>
#include <optional>

#include "wgan/options/options.h"

/// What changes along a run. All of it is a function of the step and of the run's length in steps.
namespace wgan {

/// Returns the share of the learning rates in step number `step`, counted from 0, of a run of
/// `steps` steps: the schedule's, from 1 at the start to --rate-end at the end, along a line or
/// half a cosine (Loshchilov and Hutter 2017, equation 5, without restarts), times that of the
/// warm-up, (step + 1) / --warmup in its steps.
double rate_share(const TrainOptions& options, int64_t step, int64_t steps);

/// Returns Adam's beta2 in that step, on the schedule's way from --beta2 to --beta2-end; nothing if
/// it does not change.
std::optional<double> scheduled_beta2(const TrainOptions& options, int64_t step, int64_t steps);

/// Returns by what the penalties of critic update number `update` of that step are multiplied:
/// under --gp-every K by K in every Kth update and by 0 in the others, and --gamma on the
/// schedule's way to --gamma-end.
double penalty_factor(const TrainOptions& options, int64_t step, int64_t update, int64_t steps);

/// Returns the share of the old average that stays in that of the generator's weights after this
/// step of a run of `steps` steps: --ema on the schedule's way to --ema-end, or less in the first
/// steps, (1 + step) / (10 + step). Under --ema-half-life H it is 2^(-batch / H), where H is at
/// most a twentieth of the pictures so far (Karras 2020, ADA's code).
double average_decay(const TrainOptions& options, int64_t step, int64_t steps);

}  // namespace wgan
