#pragma once

#include "wgan/forensics/forensics.h"

namespace wgan {

/// The bytes of a dump. `before` is the state before the update, and `real` its real pictures as
/// the critic saw them, or the labels with which the averaged generator is measured; without
/// tensors where there is nothing that can be repeated.
std::string pack_dump(const DumpFacts& facts, const RunFacts& run, NamedTensors before,
                      const Batch& real);

/// A player as a dump names it; nothing stands for the measuring of the averaged generator.
std::string name_of(const std::optional<Player>& player);

/// Measures the statistics of the averaged generator and returns the first tensor of that which is
/// not finite.
std::optional<BadTensor> measure_average(TrainingState& state, const TrainOptions& options);

}  // namespace wgan
