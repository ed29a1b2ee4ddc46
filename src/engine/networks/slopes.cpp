#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/addcmul.h>
#include <ATen/ops/full_like.h>
#include <c10/util/Exception.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>

#include "layers.h"

namespace wgan {
namespace {

/// What a forward pass and the chain of the input gradient leave for the gradients of the weights.
struct Trace {
  std::vector<const Layer*> layers;
  Pass pass;
  TensorList inputs;      // of each layer
  TensorList deltas;      // the gradient of each sample's score with respect to each layer's output
  Tensor input_gradient;  // of each sample's score
};

/// Reshapes a number for each sample, [N], so that it broadcasts to `like`.
Tensor along_samples(const Tensor& values, const Tensor& like) {
  std::vector<int64_t> shape(static_cast<size_t>(like.dim()), 1);
  shape[0] = values.size(0);
  return values.reshape(shape);
}

/// The derivative of scores and squared norms with respect to the weights.
struct SlopesBackward : torch::autograd::Node {
  Trace trace;

  torch::autograd::variable_list apply(torch::autograd::variable_list&& gradients) override {
    TORCH_CHECK(!at::GradMode::is_enabled(), "scores and slopes have first derivatives only");
    const Tensor &of_scores = gradients[0], &of_squares = gradients[1];
    // d |g|^2 = 2 <g, dg>: the tangent starts with the derivative by the input gradient.
    Tensor v;
    if (of_squares.defined())
      v = trace.input_gradient *
          along_samples((2 * of_squares).to(trace.input_gradient.scalar_type()),
                        trace.input_gradient);
    const Tensor& c = of_scores;  // in the precision of the maps
    torch::autograd::variable_list all;
    for (size_t i = 0; i < trace.layers.size(); ++i) {
      const Tensor &x = trace.inputs[i], &delta = trace.deltas[i];
      if (delta.defined()) {  // the layer has weights
        const Tensor u = !c.defined()  ? v
                         : v.defined() ? at::addcmul(v, x, along_samples(c, x))
                                       : x * along_samples(c, x);
        for (Tensor& gradient : trace.layers[i]->weight_gradients(u, delta, c, trace.pass))
          all.push_back(std::move(gradient));
      }
      const bool last = i + 1 == trace.layers.size();
      if (v.defined() && !last) v = trace.layers[i]->jvp(v, x, trace.pass);
    }
    return all;
  }

  void release_variables() override { trace = {}; }
};

}  // namespace

Tensor square_norms(const Tensor& samples) {
  const auto wide = samples.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  std::vector<int64_t> all;
  for (int64_t axis = 1; axis < samples.dim(); ++axis) all.push_back(axis);
  return samples.to(wide).square().sum(all);
}

std::optional<ScoresAndSquares> Network::slopes(const Tensor& input, const Pass& pass) const {
  if (!piecewise_linear()) return std::nullopt;
  const auto input_type = input.scalar_type(), type = pass.precision.value_or(input_type);
  auto node = std::shared_ptr<SlopesBackward>(new SlopesBackward, torch::autograd::deleteNode);
  Trace& trace = node->trace;
  trace.pass = pass;
  trace.pass.observer = nullptr;
  Tensor x = input.detach().to(type), squares;
  {
    const at::NoGradGuard no_grad;
    for (const auto& layer : layers_) {
      trace.layers.push_back(layer.get());
      trace.inputs.push_back(x);
      x = layer->forward(x, pass).to(type);
      if (pass.observer) (*pass.observer)(layer->name(), x);
    }
    if (x.size(1) != 1) return std::nullopt;
    Tensor g = at::full_like(x, static_cast<double>(x.size(0)) / static_cast<double>(x.numel()));
    trace.deltas.resize(layers_.size());
    for (size_t i = layers_.size(); i-- > 0;) {
      bool has_weights = false;
      for (const Layer* module : layers_[i]->modules())
        has_weights |= !module->parameters().empty();
      if (has_weights) trace.deltas[i] = g;
      g = layers_[i]->vjp(g, trace.inputs[i], pass);
    }
    trace.input_gradient = g;
    squares = square_norms(g);
  }
  Tensor scores = x.flatten(1).mean(1);
  TensorList weights;
  for (const Parameter& p : parameters_) weights.push_back(p.tensor);
  if (!at::GradMode::is_enabled()) return ScoresAndSquares{scores.to(input_type), squares};
  node->set_next_edges(torch::autograd::collect_next_edges(weights));
  torch::autograd::create_gradient_edge(scores, node);
  torch::autograd::create_gradient_edge(squares, node);
  return ScoresAndSquares{scores.to(input_type), squares};
}

}  // namespace wgan
