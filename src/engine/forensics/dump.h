#pragma once

#include "wgan/forensics/forensics.h"

namespace wgan {

/// The texts of a dump beside those of the run's states.
struct DumpFacts {
  std::string found;
  int64_t step;
  std::optional<Player> player;  // whose update it is; none = measuring the averaged generator
  std::vector<std::string> pictures, gradient_norms;
};

/// The bytes of a dump. `before` is the state before the update, and `real` its real pictures as
/// the critic saw them, or the labels with which the averaged generator is measured; without
/// tensors where there is nothing that can be repeated.
std::string pack_dump(const DumpFacts& facts, const Texts& run, NamedTensors before,
                      const Batch& real);

/// Measures the statistics of the averaged generator and returns the first tensor of that which is
/// not finite.
std::optional<BadTensor> measure_average(TrainingState& state, const TrainOptions& options);

}  // namespace wgan
