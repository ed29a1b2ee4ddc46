#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/group_norm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <limits>

#include "layers.h"
#include "wgan/base/error.h"
#include "wgan/distributed/process_group.h"
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
  /// Appends scale and shift for an input of that shape, without the batch.
  std::string affine(const OnnxWriter& onnx, const std::string& x, const Shape& shape) const {
    const auto along = [&](size_t i) {
      Shape broadcast(shape.size(), 1);
      broadcast[0] = -1;
      return onnx.constant(parameters_[i].name, parameter(i).reshape(broadcast));
    };
    return onnx.with("Add", onnx.with("Mul", x, along(0)), along(1));
  }
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
  std::string to_onnx(const OnnxWriter& onnx, const std::string& x, const Shape&) const override {
    return add_to(onnx, x, constant(onnx, parameters_[0]), constant(onnx, parameters_[1]));
  }
  LayerDescription describe(const Shape& input) const override {
    return {.kind = "batch norm", .output = input};
  }

 protected:
  std::string add_to(const OnnxWriter& onnx, const std::string& x, const std::string& weight,
                     const std::string& bias) const {
    return onnx.graph.node(
        "BatchNormalization",
        {x, weight, bias, constant(onnx, buffers_[0]), constant(onnx, buffers_[1])},
        {{"epsilon", static_cast<float>(epsilon_)}});
  }
  Tensor normalised(const Tensor& x, const Pass& pass, const Tensor& weight,
                    const Tensor& bias) const {
    if (pass.training && pass.norm_group) return normalised_over_ranks(x, pass, weight, bias);
    return at::batch_norm(x, weight, bias, buffers_[0].tensor, buffers_[1].tensor, pass.training,
                          pass.momentum.value_or(momentum_), epsilon_, /*cudnn_enabled=*/true);
  }

 private:
  /// With the moments of every rank's batch, which are of the same size.
  Tensor normalised_over_ranks(const Tensor& input, const Pass& pass, const Tensor& weight,
                               const Tensor& bias) const {
    const Tensor x = input.scalar_type() == at::kDouble ? input : input.to(at::kFloat);
    std::vector<int64_t> axes{0};
    for (int64_t axis = 2; axis < x.dim(); ++axis) axes.push_back(axis);
    const auto count = static_cast<double>(x.numel() / x.size(1) * pass.norm_group->size());
    const auto mean_of = [&](const Tensor& y) {
      return sum_over_ranks(y.sum(axes), *pass.norm_group) / count;
    };
    const Tensor mean = mean_of(x), centred = x - along_channels(mean, x),
                 variance = mean_of(centred.square());
    {
      const at::NoGradGuard no_grad;
      const double momentum = pass.momentum.value_or(momentum_);
      buffers_[0].tensor.lerp_(mean, momentum);
      buffers_[1].tensor.lerp_(variance * (count / (count - 1)), momentum);
    }
    Tensor y = centred * along_channels((variance + epsilon_).rsqrt(), x);
    if (weight.defined()) y = y * along_channels(weight, x);
    if (bias.defined()) y = y + along_channels(bias, x);
    return y.to(input.scalar_type());
  }

  double momentum_, epsilon_;
};

class FeatureBatchNorm : public BatchNorm {
 public:
  using BatchNorm::BatchNorm;
  Tensor forward(const Tensor& x, const Pass& pass) const override {
    return BatchNorm::forward(x.flatten(1), pass).reshape(x.sizes());
  }
  std::string to_onnx(const OnnxWriter& onnx, const std::string& x,
                      const Shape& shape) const override {
    const std::string y = BatchNorm::to_onnx(onnx, onnx.graph.node("Flatten", {x}), shape);
    return onnx.with("Reshape", y, onnx.graph.node("Shape", {x}));
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
  std::string to_onnx(const OnnxWriter& onnx, const std::string& x,
                      const Shape& shape) const override {
    const Tensor& mean = buffers_[0].tensor;
    const auto of_class = [&](const Parameter& table) {
      Shape broadcast(shape.size(), 1);
      broadcast[0] = mean.size(0);
      return onnx.reshaped(onnx.with("Gather", constant(onnx, table), onnx.labels), broadcast);
    };
    const std::string y =
        add_to(onnx, x, onnx.constant(parameters_[0].name + ".one", at::ones_like(mean)),
               onnx.constant(parameters_[1].name + ".zero", at::zeros_like(mean)));
    return onnx.with("Add", onnx.with("Mul", y, of_class(parameters_[0])),
                     of_class(parameters_[1]));
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
  /// Operator set 17 has instance norm, which is group norm with the groups as channels.
  std::string to_onnx(const OnnxWriter& onnx, const std::string& x,
                      const Shape& shape) const override {
    const Tensor one = at::ones({groups_}, parameter(0).options());
    const std::string groups = onnx.with("Reshape", x, onnx.graph.integers({0, groups_, -1}));
    const std::string y =
        onnx.graph.node("InstanceNormalization",
                        {groups, onnx.constant(parameters_[0].name + ".one", one),
                         onnx.constant(parameters_[1].name + ".zero", at::zeros_like(one))},
                        {{"epsilon", static_cast<float>(epsilon_)}});
    return affine(onnx, onnx.with("Reshape", y, onnx.graph.node("Shape", {x})), shape);
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
  std::string to_onnx(const OnnxWriter& onnx, const std::string& x,
                      const Shape& shape) const override {
    const int64_t r = onnx.reference;
    constexpr int64_t kEnd = std::numeric_limits<int64_t>::max();
    const double own = 1.0 / static_cast<double>(r + 1);
    const auto op = [&](const char* name, const std::string& a, const std::string& b) {
      return onnx.with(name, a, b);
    };
    const auto number = [&](double value) { return onnx.graph.number(static_cast<float>(value)); };
    const auto mean_over = [&](const std::string& y, std::vector<int64_t> axes) {
      return onnx.graph.node("ReduceMean", {y}, {{"axes", std::move(axes)}});
    };
    const auto moments = [&](const std::string& y) {
      const std::string all = shape.size() > 1 ? mean_over(y, {2, 3}) : y;
      const std::string of_batch = onnx.slice(all, 0, 0, r), rest = onnx.slice(all, 0, r, kEnd);
      const std::string reference = mean_over(of_batch, {0});
      const std::string joined =
          op("Add", op("Mul", rest, number(own)), op("Mul", reference, number(1 - own)));
      const std::string sides = onnx.graph.node("Shape", {of_batch});
      return onnx.graph.node("Concat", {op("Expand", reference, sides), joined},
                             {{"axis", int64_t{0}}});
    };
    const std::string m = moments(x), s = moments(op("Mul", x, x));
    const std::string variance = op("Max", op("Sub", s, op("Mul", m, m)), number(0));
    const std::string deviation = onnx.graph.node("Sqrt", {op("Add", variance, number(epsilon_))});
    return affine(onnx, op("Div", op("Sub", x, m), deviation), shape);
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
