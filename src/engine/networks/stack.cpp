#include <ATen/TensorOperators.h>

#include <algorithm>
#include <stdexcept>

#include "layers.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Rounds to the precision of the input, and tells whoever watches a pass.
Tensor finished(const Layer& layer, const Tensor& y, at::ScalarType type, const Pass& pass) {
  Tensor output = y.to(type);
  if (pass.observer) (*pass.observer)(layer.name(), output);
  return output;
}

/// Tensors of which an undefined one stands for 0.
Tensor sum(const Tensor& a, const Tensor& b) { return !a.defined() ? b : !b.defined() ? a : a + b; }

class Residual : public Layer {
 public:
  Residual(std::string name, std::string kind, Layers branch, Layers skip)
      : Layer(std::move(name)),
        kind_(std::move(kind)),
        branch_(this->name(), std::move(branch)),
        skip_(this->name(), std::move(skip)) {}

  Tensor forward(const Tensor& x, const Pass& pass) const override {
    return branch_.forward(x, pass) + skip_.forward(x, pass);
  }
  bool piecewise_linear() const override {
    return branch_.piecewise_linear() && skip_.piecewise_linear();
  }
  Tensor forward_traced(const Tensor& x, const Pass& pass, Trace& trace) const override {
    trace.inner.resize(2);
    return branch_.forward_traced(x, pass, trace.inner[0]) +
           skip_.forward_traced(x, pass, trace.inner[1]);
  }
  Tensor chain(const Tensor& g, const Pass& pass, Trace& trace) const override {
    return branch_.chain(g, pass, trace.inner[0]) + skip_.chain(g, pass, trace.inner[1]);
  }
  Tensor tangent(const Tensor& v, const Tensor& c, const Pass& pass, const Trace& trace,
                 bool wanted, TensorList& gradients) const override {
    const Tensor of_branch = branch_.tangent(v, c, pass, trace.inner[0], wanted, gradients);
    return sum(of_branch, skip_.tangent(v, c, pass, trace.inner[1], wanted, gradients));
  }
  std::string to_onnx(const OnnxWriter& onnx, const std::string& x,
                      const Shape& shape) const override {
    return onnx.with("Add", branch_.to_onnx(onnx, x, shape), skip_.to_onnx(onnx, x, shape));
  }
  bool needs_reference() const override {
    return branch_.needs_reference() || skip_.needs_reference();
  }
  bool made_of_others() const override { return true; }
  std::vector<Layer*> modules() override {
    std::vector<Layer*> all = branch_.modules();
    for (Layer* module : skip_.modules()) all.push_back(module);
    return all;
  }
  LayerDescription describe(const Shape& input) const override {
    LayerDescription whole = branch_.describe(input);
    const LayerDescription skip = skip_.describe(input);
    if (skip.output != whole.output)
      throw std::logic_error(name() + " adds maps of different shapes");
    whole.kind = kind_;
    whole.multiply_adds += skip.multiply_adds;
    whole.kept += skip.kept;
    return whole;
  }

 private:
  std::string kind_;
  Stack branch_, skip_;
};

}  // namespace

ReceptiveField composed(const ReceptiveField& input, const ReceptiveField& layer) {
  constexpr int64_t kAll = ReceptiveField::kAll;
  const bool all = input.pixels == kAll || layer.pixels == kAll;
  return {.pixels = all ? kAll : input.pixels + (layer.pixels - 1) * input.stride,
          .stride = input.stride * layer.stride};
}

Tensor Stack::forward_through(Tensor x, const Pass& pass, size_t count) const {
  const auto type = x.scalar_type();
  for (size_t i = 0; i < count; ++i)
    x = finished(*layers_[i], layers_[i]->forward(x, pass), type, pass);
  return x;
}

Tensor Stack::forward(const Tensor& x, const Pass& pass) const {
  return forward_through(x, pass, layers_.size());
}

Tensor Stack::features(const Tensor& x, const Pass& pass) const {
  return forward_through(x, pass, layers_.size() - 1);
}

bool Stack::piecewise_linear() const {
  return std::all_of(layers_.begin(), layers_.end(),
                     [](const auto& layer) { return layer->piecewise_linear(); });
}

Tensor Stack::forward_traced(const Tensor& input, const Pass& pass, Trace& trace) const {
  trace.inner.resize(layers_.size());
  Tensor x = input;
  for (size_t i = 0; i < layers_.size(); ++i) {
    const Tensor y = layers_[i]->forward_traced(x, pass, trace.inner[i]);
    x = finished(*layers_[i], y, input.scalar_type(), pass);
  }
  return x;
}

Tensor Stack::chain(const Tensor& g, const Pass& pass, Trace& trace) const {
  Tensor result = g;
  for (size_t i = layers_.size(); i-- > 0;)
    result = layers_[i]->chain(result, pass, trace.inner[i]);
  return result;
}

Tensor Stack::tangent(const Tensor& v, const Tensor& c, const Pass& pass, const Trace& trace,
                      bool wanted, TensorList& gradients) const {
  Tensor result = v;
  for (size_t i = 0; i < layers_.size(); ++i) {
    const bool last = i + 1 == layers_.size();
    result = layers_[i]->tangent(result, c, pass, trace.inner[i], wanted || !last, gradients);
  }
  return result;
}

std::string Stack::to_onnx(const OnnxWriter& onnx, const std::string& input,
                           const Shape& shape) const {
  std::string x = input;
  Shape of_x = shape;
  for (const auto& layer : layers_) {
    x = layer->to_onnx(onnx, x, of_x);
    of_x = layer->describe(of_x).output;
  }
  return x;
}

bool Stack::needs_reference() const {
  return std::any_of(layers_.begin(), layers_.end(),
                     [](const auto& layer) { return layer->needs_reference(); });
}

std::vector<Layer*> Stack::modules() {
  std::vector<Layer*> all;
  for (const auto& layer : layers_) {
    for (Layer* module : layer->modules()) all.push_back(module);
  }
  return all;
}

LayerDescription Stack::describe(const Shape& input) const {
  LayerDescription whole{.kind = cat(layers_.size(), " layers"), .output = input};
  for (const auto& layer : layers_) {
    const LayerDescription one = layer->describe(whole.output);
    whole.output = one.output;
    whole.field = composed(whole.field, one.field);
    whole.multiply_adds += one.multiply_adds;
    whole.kept += one.kept + (layer->weights() > 0 ? numbers_in(one.output) : 0);
  }
  return whole;
}

LayerPtr residual(std::string name, std::string kind, Layers branch, Layers skip) {
  return std::make_unique<Residual>(std::move(name), std::move(kind), std::move(branch),
                                    std::move(skip));
}

}  // namespace wgan
