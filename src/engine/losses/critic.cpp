#include <torch/csrc/autograd/autograd.h>

#include "wgan/losses/losses.h"

namespace wgan {

Tensor Critic::score(const Tensor& x, const Tensor& y) const {
  const Tensor scores = class_scores(x, y);
  return scores.size(1) == 1 ? scores.flatten() : scores.logsumexp(1);
}

Tensor Critic::input_gradient(const Tensor& x, const Tensor& y) const {
  const Tensor leaf = x.detach().requires_grad_();
  return torch::autograd::grad({score(leaf, y).sum()}, {leaf}, {}, /*retain_graph=*/true,
                               /*create_graph=*/true)[0];
}

Slopes Critic::slopes(const Tensor& x, const Tensor& y) const {
  const Tensor leaf = x.detach().requires_grad_();
  const Tensor scores = score(leaf, y);
  const Tensor gradient = torch::autograd::grad({scores.sum()}, {leaf}, {}, /*retain_graph=*/true,
                                                /*create_graph=*/true)[0];
  return {scores, square_norms(gradient)};
}

template <typename Function>
auto NetworkCritic::observed(const Tensor& x, const Tensor& y, const Function& function) const {
  Pass pass{.labels = y,
            .momentum = {},
            .precision = precision_,
            .kernel_random = kernel_random_,
            .norm_group = norm_group_};
  const LayerObserver observer = [&](const std::string& layer, const Tensor& output) {
    observer_(x, layer, output);
  };
  if (observer_) pass.observer = &observer;
  return function(pass);
}

Tensor NetworkCritic::class_scores(const Tensor& x, const Tensor& y) const {
  return observed(x, y, [&](const Pass& pass) {
    const Tensor scores = network_.forward(x, pass);
    return scores.dim() > 2 ? scores.flatten(2).mean(2) : scores;  // the mean over a map of scores
  });
}

Tensor NetworkCritic::input_gradient(const Tensor& x, const Tensor& y) const {
  const auto gradient =
      observed(x, y, [&](const Pass& pass) { return network_.input_gradient(x, pass); });
  return gradient ? *gradient : Critic::input_gradient(x, y);
}

Slopes NetworkCritic::slopes(const Tensor& x, const Tensor& y) const {
  auto both = observed(x, y, [&](const Pass& pass) { return network_.slopes(x, pass); });
  return both ? Slopes{std::move(both->scores), std::move(both->squares)} : Critic::slopes(x, y);
}

Tensor NetworkCritic::features(const Tensor& x, const Tensor& y) const {
  return observed(x, y, [&](const Pass& pass) { return network_.features(x, pass); });
}

}  // namespace wgan
