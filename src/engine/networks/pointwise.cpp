#include <ATen/TensorOperators.h>
#include <ATen/ops/bernoulli.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/leaky_relu_backward.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/threshold_backward.h>

#include "layers.h"
#include "wgan/random/random.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// x where it is positive, slope x elsewhere (Maas 2013); slope 0 is ReLU. It can work in place if
/// the layer before it, one with weights or a norm, does not need its output for the gradient.
class LeakyRelu : public Layer {
 public:
  LeakyRelu(std::string name, double slope, bool in_place)
      : Layer(std::move(name)), slope_(slope), in_place_(in_place) {}
  Tensor forward(const Tensor& x, const Pass&) const override {
    if (!in_place_) return slope_ == 0 ? at::relu(x) : at::leaky_relu(x, slope_);
    Tensor y = x;
    return slope_ == 0 ? at::relu_(y) : at::leaky_relu_(y, slope_);
  }
  std::string to_onnx(const OnnxWriter& onnx, const std::string& x, const Shape&) const override {
    if (slope_ == 0) return onnx.graph.node("Relu", {x});
    return onnx.graph.node("LeakyRelu", {x}, {{"alpha", static_cast<float>(slope_)}});
  }
  bool piecewise_linear() const override { return true; }
  /// x can also be the output, since its sign is the same.
  Tensor vjp(const Tensor& g, const Tensor& x, const Pass&) const override {
    return slope_ == 0 ? at::threshold_backward(g, x, 0)
                       : at::leaky_relu_backward(g, x, slope_, /*self_is_result=*/false);
  }
  /// The Jacobian is diagonal.
  Tensor jvp(const Tensor& v, const Tensor& x, const Pass& pass) const override {
    return vjp(v, x, pass);
  }
  LayerDescription describe(const Shape& input) const override {
    return {.kind = slope_ == 0 ? "ReLU" : cat("leaky ReLU ", slope_),
            .output = input,
            .kept = in_place_ ? 0 : numbers_in(input)};
  }

 private:
  double slope_;
  bool in_place_;
};

class Tanh : public Layer {
 public:
  using Layer::Layer;
  /// It uses the sigmoid: LibTorch's tanh calls MKL's vector mathematics, whose first call in a
  /// process with two threads returned other last bits in 7 of 900 starts on a busy machine.
  Tensor forward(const Tensor& x, const Pass&) const override { return 2 * at::sigmoid(2 * x) - 1; }
  std::string to_onnx(const OnnxWriter& onnx, const std::string& x, const Shape&) const override {
    return onnx.graph.node("Tanh", {x});
  }
  LayerDescription describe(const Shape& input) const override {
    return {.kind = "tanh", .output = input};
  }
};

class Dropout : public Layer {
 public:
  Dropout(std::string name, double share) : Layer(std::move(name)), share_(share) {}
  Tensor forward(const Tensor& x, const Pass& pass) const override {
    if (!pass.training || !pass.kernel_random) return x;
    const Tensor kept =
        at::empty_like(x).bernoulli_(1 - share_, pass.kernel_random->next(x.device()));
    return x * kept * (1 / (1 - share_));
  }
  LayerDescription describe(const Shape& input) const override {
    return {.kind = cat("dropout ", share_), .output = input};
  }

 private:
  double share_;
};

}  // namespace

LayerPtr activation(std::string name, const Activation& activation, bool in_place) {
  return std::make_unique<LeakyRelu>(std::move(name), activation.slope, in_place);
}
LayerPtr tanh(std::string name) { return std::make_unique<Tanh>(std::move(name)); }
LayerPtr dropout(std::string name, double share) {
  return std::make_unique<Dropout>(std::move(name), share);
}

}  // namespace wgan
