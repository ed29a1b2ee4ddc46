#include <ATen/TensorOperators.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/group_norm.h>

#include <algorithm>

#include "layers.h"
#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Reshapes `values`, one number for each channel, or for each sample and channel, so that they
/// broadcast to x.
Tensor along_channels(const Tensor& values, const Tensor& x) {
  std::vector<int64_t> shape(static_cast<size_t>(x.dim()), 1);
  if (values.dim() > 1) shape[0] = values.size(0);
  shape[1] = x.size(1);
  return values.reshape(shape);
}

/// A norm that starts with scale 1 and shift 0 for each channel.
class Norm : public Layer {
 public:
  Norm(std::string name, int64_t channels, double epsilon)
      : Layer(std::move(name)), epsilon_(epsilon) {
    add_parameter("weight", {channels}, Fill::kOnes, /*norm=*/true);
    add_parameter("bias", {channels}, Fill::kZeros, /*norm=*/true);
  }

 protected:
  double epsilon_;
};

class BatchNorm : public Layer {
 public:
  BatchNorm(std::string name, std::vector<int64_t> affine, double momentum, double epsilon)
      : Layer(std::move(name)), momentum_(momentum), epsilon_(epsilon) {
    const int64_t channels = affine.back();
    add_parameter("weight", affine, Fill::kOnes, /*norm=*/true);
    add_parameter("bias", affine, Fill::kZeros, /*norm=*/true);
    add_buffer("running_mean", {channels}, Fill::kZeros);
    add_buffer("running_var", {channels}, Fill::kOnes);
  }
  Tensor forward(const Tensor& x, const Pass& pass) const override {
    return normalised(x, pass, parameter(0), parameter(1));
  }
  LayerDescription describe(const Shape& input) const override {
    return {.kind = "batch norm", .output = input};
  }

 protected:
  Tensor normalised(const Tensor& x, const Pass& pass, const Tensor& weight,
                    const Tensor& bias) const {
    return at::batch_norm(x, weight, bias, buffers_[0].tensor, buffers_[1].tensor, pass.training,
                          pass.momentum.value_or(momentum_), epsilon_, /*cudnn_enabled=*/true);
  }

 private:
  double momentum_, epsilon_;
};

class FeatureBatchNorm : public BatchNorm {
 public:
  using BatchNorm::BatchNorm;
  Tensor forward(const Tensor& x, const Pass& pass) const override {
    return BatchNorm::forward(x.flatten(1), pass).reshape(x.sizes());
  }
  LayerDescription describe(const Shape& input) const override {
    return {.kind = "batch norm of each feature", .output = input};
  }
};

class ClassBatchNorm : public BatchNorm {
 public:
  using BatchNorm::BatchNorm;
  Tensor forward(const Tensor& x, const Pass& pass) const override {
    const Tensor weight = class_rows(parameter(0), pass), bias = class_rows(parameter(1), pass);
    return normalised(x, pass, {}, {}) * along_channels(weight, x) + along_channels(bias, x);
  }
  LayerDescription describe(const Shape& input) const override {
    return {.kind = "batch norm of the class", .output = input};
  }
};

class GroupNorm : public Norm {
 public:
  GroupNorm(std::string name, std::string kind, int64_t channels, int64_t groups, double epsilon)
      : Norm(std::move(name), channels, epsilon), kind_(std::move(kind)), groups_(groups) {}
  Tensor forward(const Tensor& x, const Pass&) const override {
    return at::group_norm(x, groups_, parameter(0), parameter(1), epsilon_);
  }
  LayerDescription describe(const Shape& input) const override {
    const bool one_pixel =
        std::all_of(input.begin() + 1, input.end(), [](auto n) { return n == 1; });
    if (groups_ == input[0] && groups_ > 1 && one_pixel) {
      throw Error(ExitCode::kUsage,
                  cat("instance norm needs maps of more than one pixel, and ", name(),
                      " gets none: choose another norm, a larger --size or a smaller --depth"));
    }
    return {.kind = kind_, .output = input};
  }

 private:
  std::string kind_;
  int64_t groups_;
};

class VirtualNorm : public Norm {
 public:
  using Norm::Norm;
  Tensor forward(const Tensor& x, const Pass& pass) const override {
    const int64_t r = pass.reference;
    if (r == 0 || r >= x.size(0)) {
      throw Error(ExitCode::kFailed, cat(name(), ": there is no reference batch before this one"));
    }
    std::vector<int64_t> pixels;
    for (int64_t axis = 2; axis < x.dim(); ++axis) pixels.push_back(axis);
    // The moments of each sample, [N, C, 1, 1]. Those of the reference batch are the mean over its
    // samples.
    const Tensor mean = pixels.empty() ? x : x.mean(pixels, /*keepdim=*/true);
    const Tensor square = pixels.empty() ? x.square() : x.square().mean(pixels, /*keepdim=*/true);
    const Tensor reference_mean = mean.narrow(0, 0, r).mean(0, /*keepdim=*/true),
                 reference_square = square.narrow(0, 0, r).mean(0, /*keepdim=*/true);
    // A sample weighs as much as each sample of the reference batch, whose own samples are in its
    // moments already.
    const double own = 1.0 / static_cast<double>(r + 1);
    const int64_t n = x.size(0) - r;
    const auto moments = [&](const Tensor& all, const Tensor& reference) {
      const Tensor joined = all.narrow(0, r, n) * own + reference * (1 - own);
      return at::cat({reference.expand_as(all.narrow(0, 0, r)), joined});
    };
    const Tensor m = moments(mean, reference_mean), s = moments(square, reference_square);
    const Tensor normalised = (x - m) / ((s - m.square()).clamp_min(0) + epsilon_).sqrt();
    return normalised * along_channels(parameter(0), x) + along_channels(parameter(1), x);
  }
  bool needs_reference() const override { return true; }
  /// The centred and the normalised input are kept for the gradient.
  LayerDescription describe(const Shape& input) const override {
    return {.kind = "virtual batch norm", .output = input, .kept = 2 * numbers_in(input)};
  }
};

}  // namespace

LayerPtr batch_norm(std::string name, int64_t channels, double momentum, double epsilon) {
  return std::make_unique<BatchNorm>(std::move(name), std::vector<int64_t>{channels}, momentum,
                                     epsilon);
}
LayerPtr feature_batch_norm(std::string name, int64_t features, double momentum, double epsilon) {
  return std::make_unique<FeatureBatchNorm>(std::move(name), std::vector<int64_t>{features},
                                            momentum, epsilon);
}
LayerPtr class_batch_norm(std::string name, int64_t channels, int64_t classes, double momentum,
                          double epsilon) {
  return std::make_unique<ClassBatchNorm>(std::move(name), std::vector<int64_t>{classes, channels},
                                          momentum, epsilon);
}
LayerPtr layer_norm(std::string name, int64_t channels, double epsilon) {
  return std::make_unique<GroupNorm>(std::move(name), "layer norm", channels, 1, epsilon);
}
LayerPtr group_norm(std::string name, int64_t channels, double epsilon) {
  constexpr int64_t kChannels = 16;  // of a group
  int64_t groups = std::max<int64_t>(1, channels / kChannels);
  while (channels % groups != 0) --groups;
  return std::make_unique<GroupNorm>(std::move(name), cat("group norm, ", groups, " groups"),
                                     channels, groups, epsilon);
}
LayerPtr instance_norm(std::string name, int64_t channels, double epsilon) {
  return std::make_unique<GroupNorm>(std::move(name), "instance norm", channels, channels, epsilon);
}
LayerPtr virtual_norm(std::string name, int64_t channels, double epsilon) {
  return std::make_unique<VirtualNorm>(std::move(name), channels, epsilon);
}

}  // namespace wgan
