#pragma once

#include "wgan/forensics/forensics.h"

namespace wgan {

/// Returns the bytes of a dump. `before` is the state before the update. `real` are its real
/// pictures as the critic saw them, or the labels with which the averaged generator is measured.
/// Both have no tensors if there is nothing to repeat.
std::string pack_dump(const DumpFacts& facts, const RunFacts& run, NamedTensors before,
                      const Batch& real);

/// Returns a player's name in a dump; no player stands for measuring the averaged generator.
std::string name_of(const std::optional<Player>& player);

/// Measures the statistics of the averaged generator. Returns the first tensor that is not finite.
std::optional<BadTensor> measure_average(TrainingState& state, const TrainOptions& options);

}  // namespace wgan
