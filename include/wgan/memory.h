#pragma once

#include "wgan/device.h"
#include "wgan/networks.h"

/// How much memory training takes, before it is taken.
namespace wgan {

/// LibTorch itself, with its threads and buffers, in bytes; measured.
inline constexpr double kLibraryMemory = 0.28e9;

/// Bytes for the networks and the batches, an estimate: a + b n + c n^2 where n samples are worked
/// through together. Pictures in memory and LibTorch itself come on top.
struct TrainingMemory {
  double weights = 0;  // with gradients, averages, and what the optimizers remember
  double sample = 0;   // outputs of layers that an update keeps alive
  double pair = 0;     // of two samples that are compared
  double of(int64_t samples) const;
};
TrainingMemory training_memory(const TrainOptions& options, const Networks& networks);

/// What would make training fit into `limit` bytes: "--accumulate 4, which …".
std::string less_memory(const TrainOptions& options, const TrainingMemory& memory, double limit);

/// Throws Error(kDevice) naming the setting to change if training cannot fit into `limit` bytes
/// of which `pictures` are taken already.
void check_memory(const TrainOptions& options, const Networks& networks, double pictures,
                  double limit);

}  // namespace wgan
