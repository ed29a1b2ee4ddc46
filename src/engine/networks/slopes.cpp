#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/full_like.h>
#include <c10/util/Exception.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>

#include "layers.h"

namespace wgan {
namespace {

/// The derivative of scores and squared norms with respect to the weights.
struct SlopesBackward : torch::autograd::Node {
  const Layer* layers = nullptr;
  Pass pass;
  Trace trace;
  Tensor input_gradient;  // of each sample's score

  torch::autograd::variable_list apply(torch::autograd::variable_list&& gradients) override {
    TORCH_CHECK(!at::GradMode::is_enabled(), "scores and slopes have first derivatives only");
    const Tensor &of_scores = gradients[0], &of_squares = gradients[1];
    // d |g|^2 = 2 <g, dg>: the tangent starts with the derivative by the input gradient.
    Tensor v;
    if (of_squares.defined())
      v = input_gradient *
          along_samples((2 * of_squares).to(input_gradient.scalar_type()), input_gradient);
    torch::autograd::variable_list all;
    layers->tangent(v, of_scores, pass, trace, /*wanted=*/false, all);
    return all;
  }

  void release_variables() override {
    trace = {};
    input_gradient = Tensor();
  }
};

}  // namespace

Tensor square_norms(const Tensor& samples) {
  const auto wide = samples.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  std::vector<int64_t> all;
  for (int64_t axis = 1; axis < samples.dim(); ++axis) all.push_back(axis);
  return samples.to(wide).square().sum(all);
}

std::optional<ScoresAndSquares> Network::slopes(const Tensor& input, const Pass& pass) const {
  if (!layers_->piecewise_linear()) return std::nullopt;
  const auto input_type = input.scalar_type(), type = pass.precision.value_or(input_type);
  auto node = std::shared_ptr<SlopesBackward>(new SlopesBackward, torch::autograd::deleteNode);
  node->layers = layers_.get();
  node->pass = pass;
  node->pass.observer = nullptr;
  Tensor x, squares;
  {
    const at::NoGradGuard no_grad;
    x = layers_->forward_traced(input.detach().to(type), pass, node->trace);
    if (x.size(1) != 1) return std::nullopt;
    const Tensor g =
        at::full_like(x, static_cast<double>(x.size(0)) / static_cast<double>(x.numel()));
    node->input_gradient = layers_->chain(g, pass, node->trace);
    squares = square_norms(node->input_gradient);
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
