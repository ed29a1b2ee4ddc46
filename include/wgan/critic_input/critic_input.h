#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "wgan/device/tensor.h"
#include "wgan/random/random.h"

/// The transforms of a picture, real or fake, before the critic sees it.
namespace wgan {

/// The normalisation of the critic's input: (p - mean) / deviation for a pixel p in [0, 1].
class Range {
 public:
  /// `norm` is "half" (mean and deviation 1/2, so -1 to 1), "none" (mean 0 and deviation 1, so 0 to
  /// 1) or "channel", which takes the mean and deviation of each channel, in [0, 1]. A deviation
  /// below one level of 255 counts as one level.
  Range(const std::string& norm, std::vector<double> mean, std::vector<double> deviation);
  Range() : Range("half", {}, {}) {}

  /// Moves the factors and offsets to the device of the pictures, so that a step copies nothing.
  void to(Device device);

  /// Converts pictures [N, C, H, W] from [-1, 1] and back. A byte survives the round trip.
  Tensor from_unit(const Tensor& images) const;
  Tensor to_unit(const Tensor& images) const;

  /// "half", "none" or "channel MEAN,… DEVIATION,…", as in model files.
  std::string text() const;
  /// Whether the range is for pictures with that number of channels.
  bool fits(int64_t channels) const;
  /// Reads what `text()` returns. Returns nothing for other texts.
  static std::optional<Range> parse(const std::string& text);

 private:
  Tensor row(double (*value)(double mean, double deviation)) const;

  std::string norm_;
  std::vector<double> mean_, deviation_;
  Tensor factor_, offset_, back_factor_, back_offset_;  // [1, C, 1, 1]
};

/// The random numbers of sample i of a batch.
using SampleRandom = std::function<Random(int64_t i)>;

/// A transform of DiffAugment, from wgan/critic_input/list.h.
using DiffAugment = Tensor (*)(const Tensor& images, std::vector<Random>& random);

/// Applies DiffAugment, then the range. Without either, pictures stay as they are.
class CriticInput {
 public:
  /// Prepares for pictures on `device`. Throws Error(kUsage) if one of the names is not that of a
  /// transform.
  explicit CriticInput(Range range = {}, const std::vector<std::string>& diffaugment = {},
                       Device device = at::kCPU);

  /// The critic's input for pictures in [-1, 1], of which DiffAugment changes each with the
  /// probability `share`. Gradients flow through it.
  Tensor operator()(const Tensor& images, const SampleRandom& random, double share = 1) const;
  const Range& range() const { return range_; }

 private:
  Range range_;
  std::vector<DiffAugment> transforms_;
};

}  // namespace wgan
