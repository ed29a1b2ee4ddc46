#pragma once

#include <optional>
#include <string>

#include "wgan/networks/networks.h"

/// Estimates how much memory training takes, before it is taken.
namespace wgan {

/// The bytes that LibTorch itself takes, with its threads and buffers; measured.
inline constexpr double kLibraryMemory = 0.28e9;

/// An estimate of the bytes for the networks and the batches: w + p N + max(r + b n + c n^2, s) for
/// batches of N samples, n = N / parts of which are processed together. Pictures in memory and
/// LibTorch itself come on top.
struct TrainingMemory {
  double weights = 0;    // w: weights, gradients, averages, and optimizer state
  double picture = 0;    // p: a picture of the batches that were dealt out or are being prepared
  double reference = 0;  // r: outputs of layers for the reference batches of virtual batch norm
  double sample = 0;     // b: layer outputs and pictures that an update keeps for a sample
  double pair = 0;       // c: for each pair of samples that are compared
  double save = 0;       // s: files being written, between two updates
  double of(int64_t batch, int64_t parts) const;
};
/// Estimates the memory of training on `options.device`. The networks' weights need no values.
TrainingMemory training_memory(const TrainOptions& options, const Networks& networks);

/// Compares the estimate with `limit` bytes, of which `pictures` are taken already. Throws
/// Error(kDevice) naming the setting to change if training is far from fitting (by kMargin);
/// returns the same message as a warning if it may just fit.
std::optional<std::string> check_memory(const TrainOptions& options, const Networks& networks,
                                        double pictures, double limit);
/// The factor by which an estimate may be too high for a run that fits (docs/performance.md).
inline constexpr double kMargin = 1.6;

}  // namespace wgan
