#include <ATen/TensorOperators.h>
#include <ATen/ops/bernoulli.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/tanh.h>

#include "layers.h"
#include "wgan/random.h"
#include "wgan/text.h"

namespace wgan {
namespace {

/// A layer without weights.
class Pointwise : public Layer {
 public:
  Pointwise(std::string name, std::string kind, Tensor (*function)(const Tensor&, double),
            double argument = 0)
      : Layer(std::move(name)), kind_(std::move(kind)), function_(function), argument_(argument) {}
  Tensor forward(const Tensor& x, const Pass&) const override { return function_(x, argument_); }
  std::string kind() const override { return kind_; }

 private:
  std::string kind_;
  Tensor (*function_)(const Tensor&, double);
  double argument_;
};

class Dropout : public Layer {
 public:
  Dropout(std::string name, double share) : Layer(std::move(name)), share_(share) {}
  Tensor forward(const Tensor& x, const Pass& pass) const override {
    if (!pass.training || !pass.chance) return x;
    const Tensor kept = at::empty_like(x).bernoulli_(1 - share_, pass.chance->next(x.device()));
    return x * kept * (1 / (1 - share_));
  }
  std::string kind() const override { return cat("dropout ", share_); }

 private:
  double share_;
};

}  // namespace

LayerPtr activation(std::string name, const Activation& activation) {
  if (activation.slope == 0) {
    return std::make_unique<Pointwise>(std::move(name), "ReLU",
                                       [](const Tensor& x, double) { return at::relu(x); });
  }
  return std::make_unique<Pointwise>(
      std::move(name), cat("leaky ReLU ", activation.slope),
      [](const Tensor& x, double s) { return at::leaky_relu(x, s); }, activation.slope);
}
LayerPtr tanh(std::string name) {
  return std::make_unique<Pointwise>(std::move(name), "tanh",
                                     [](const Tensor& x, double) { return at::tanh(x); });
}
LayerPtr dropout(std::string name, double share) {
  return std::make_unique<Dropout>(std::move(name), share);
}

}  // namespace wgan
