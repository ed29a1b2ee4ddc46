#pragma once

#include <functional>

#include "wgan/metrics/metrics.h"

/// Power spectra. Private to this folder.
namespace wgan {

enum class Window { kNone, kHann };

/// Returns `reduce` of the power of each picture at each frequency, averaged over its channels:
/// float [n, H, W], the mean value at [0, 0], to float [n, D]. The result is float [N, D]. A Hann
/// window hides the edges of the pictures, which would add power at all frequencies.
Tensor of_power(const Pictures& pictures, Window window, int64_t numbers,
                const std::function<Tensor(const Tensor& power)>& reduce);

/// 10 log10, of numbers that may be 0.
double decibels(double power);

}  // namespace wgan
