#pragma once

#include <optional>
#include <string>

#include "wgan/networks/networks.h"

/// How much memory training takes, before it is taken.
namespace wgan {

/// LibTorch itself, with its threads and buffers, in bytes; measured.
inline constexpr double kLibraryMemory = 0.28e9;

/// Bytes for the networks and the batches, an estimate: w + p N + max(r + b n + c n^2, s) for
/// batches of N samples, n = N / parts of which are worked through together. Pictures in memory and
/// LibTorch itself come on top.
struct TrainingMemory {
  double weights = 0;    // w: with gradients, averages, and what the optimizers remember
  double picture = 0;    // p: one of the batches that were dealt out or are being prepared
  double reference = 0;  // r: outputs of layers for the reference batches of virtual batch norm
  double sample = 0;     // b: outputs of layers, and pictures on their way, that an update keeps
  double pair = 0;       // c: of two samples that are compared
  double save = 0;       // s: files in the making, between two updates
  double of(int64_t batch, int64_t parts) const;
};
/// Of networks that may be blank, on `options.device`.
TrainingMemory training_memory(const TrainOptions& options, const Networks& networks);

/// Compares the estimate with `limit` bytes, of which `pictures` are taken already. Throws
/// Error(kDevice) naming the setting to change if training is far from fitting (by kMargin);
/// returns the same as a warning if it may just fit.
std::optional<std::string> check_memory(const TrainOptions& options, const Networks& networks,
                                        double pictures, double limit);
/// By how much an estimate may be too high for the run to fit all the same (docs/performance.md).
inline constexpr double kMargin = 1.6;

}  // namespace wgan
