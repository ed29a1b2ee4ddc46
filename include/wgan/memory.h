#pragma once

#include <optional>
#include <string>

#include "wgan/networks.h"

/// How much memory training takes, before it is taken.
namespace wgan {

/// LibTorch itself, with its threads and buffers, in bytes; measured.
inline constexpr double kLibraryMemory = 0.28e9;

/// Bytes for the networks and the batches, an estimate: a + max(b n + c n^2, s) where n samples are
/// worked through together. Pictures in memory and LibTorch itself come on top.
struct TrainingMemory {
  double weights = 0;    // with gradients, averages, and what the optimizers remember
  double reference = 0;  // outputs of layers for the reference batches of virtual batch norm
  double sample = 0;     // outputs of layers that an update keeps alive
  double pair = 0;       // of two samples that are compared
  double save = 0;       // files in the making, between two updates
  double of(int64_t samples) const;
};
TrainingMemory training_memory(const TrainOptions& options, const Networks& networks);

/// Compares the estimate with `limit` bytes, of which `pictures` are taken already. Throws
/// Error(kDevice) naming the setting to change if training is far from fitting (by kMargin);
/// returns the same as a warning if it may just fit.
std::optional<std::string> check_memory(const TrainOptions& options, const Networks& networks,
                                        double pictures, double limit);
/// Estimates were found to be wrong by up to a quarter (docs/performance.md).
inline constexpr double kMargin = 1.3;

}  // namespace wgan
