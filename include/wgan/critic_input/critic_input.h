#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "wgan/device/tensor.h"
#include "wgan/random/random.h"

/// What stands between a picture and the critic, for real and fake ones alike.
namespace wgan {

/// The range of values that the critic sees: (p - mean) / deviation for a pixel p in [0, 1].
class Range {
 public:
  /// `norm` is "half" (mean and deviation 1/2, so -1 to 1), "none" (0 and 1, so 0 to 1) or
  /// "channel", which takes those of each channel, in [0, 1]; a deviation below one level of 255
  /// counts as one level.
  Range(const std::string& norm, std::vector<double> mean, std::vector<double> deviation);
  Range() : Range("half", {}, {}) {}

  /// Moves its numbers to where the pictures are, once, so that a step copies nothing.
  void to(Device device);

  /// From pictures in [-1, 1], [N, C, H, W], and back: a byte survives the round trip.
  Tensor from_unit(const Tensor& images) const;
  Tensor to_unit(const Tensor& images) const;

  /// "half", "none" or "channel MEAN,… DEVIATION,…", as model files hold it.
  std::string text() const;
  /// Whether pictures of so many channels can have it.
  bool fits(int64_t channels) const;
  /// Nothing if the text is none of these.
  static std::optional<Range> parse(const std::string& text);

 private:
  Tensor row(double (*value)(double mean, double deviation)) const;

  std::string norm_;
  std::vector<double> mean_, deviation_;
  Tensor factor_, offset_, back_factor_, back_offset_;  // [1, C, 1, 1]
};

/// The random numbers of sample i of a batch.
using SampleRandom = std::function<Random(int64_t i)>;

/// One of the changes of DiffAugment (Zhao et al. 2020, Differentiable Augmentation for
/// Data-Efficient GAN Training, section 4): differentiable, and drawn for each sample. Pictures in
/// [-1, 1], [N, C, H, W]; `random` has one entry for each sample, and is advanced.
struct DiffAugment {
  const char* name;
  Tensor (*apply)(const Tensor& images, std::vector<Random>& random);
};

/// DiffAugment, then the range. Without either, pictures pass as they are.
class CriticInput {
 public:
  /// For pictures on `device`. Throws Error(kUsage) if there is no change of one of these names.
  explicit CriticInput(Range range = {}, const std::vector<std::string>& diffaugment = {},
                       Device device = at::kCPU);

  /// What the critic sees of pictures in [-1, 1]. Gradients flow through.
  Tensor operator()(const Tensor& images, const SampleRandom& random) const;
  const Range& range() const { return range_; }

 private:
  Range range_;
  std::vector<DiffAugment> changes_;
};

}  // namespace wgan
