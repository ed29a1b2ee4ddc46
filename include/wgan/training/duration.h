#pragma once

#include <string>

#include "wgan/training/state.h"

namespace wgan {

/// Estimates the seconds of a step from a forward pass of both networks, whose share of the step's
/// work is known (work.h). Changes nothing in the state.
double estimated_step_seconds(const TrainOptions& options, const TrainingState& state,
                              Device device);

/// Returns what would end sooner than these settings, whose steps take so many seconds and whose
/// run has so many seconds left: the recommended preset `sooner`, half the size, a GPU. For example
/// "--preset recommended (about 1h2m), --size 32 (about 0.25 of the time), a GPU".
std::string ways_to_end_sooner(const TrainOptions& options, double step_seconds, double left,
                               const TrainOptions& sooner);

}  // namespace wgan
