#pragma once

#include <cstdint>
#include <utility>

#include "wgan/networks/networks.h"

namespace wgan {

inline constexpr int64_t kCalibrationSamples = 512;
/// Fewer samples, for a generator that has learnt nothing yet.
inline constexpr int64_t kFirstCalibrationSamples = 64;

/// A moving average of a generator's weights (Karras 2018, section 4).
class MovingAverage {
 public:
  explicit MovingAverage(Network generator) : generator_(std::move(generator)) {}

  /// Takes the share `decay` of the average so far and the rest of the weights of `newest`; 0
  /// copies them.
  void update(const Network& newest, double decay);
  /// Measures the norm layers' statistics for the averaged weights, since those of the newest
  /// generator belong to other activations. The z depend on `seed` alone. Returns whether there was
  /// anything to measure.
  bool calibrate(uint64_t seed, const NetworkOptions& options,
                 int64_t samples = kCalibrationSamples, const LayerObserver* observer = nullptr);
  /// Sets the labels that `calibrate` gives to a conditional generator: kCalibrationSamples labels,
  /// int64, in the proportions of the data. By default all classes are equally frequent.
  void set_labels(const Tensor& labels) { labels_ = labels; }
  const Tensor& labels() const { return labels_; }

  const Network& generator() const { return generator_; }
  void set_reference(const Tensor& z) { generator_.set_reference(z); }

 private:
  Network generator_;
  Tensor labels_;
  bool calibrated_ = false;
};

}  // namespace wgan
