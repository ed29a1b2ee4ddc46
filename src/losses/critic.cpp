#include <torch/csrc/autograd/autograd.h>

#include "wgan/losses.h"

namespace wgan {

Tensor Critic::input_gradient(const Tensor& x, const Tensor& y) const {
  const Tensor leaf = x.detach().requires_grad_();
  return torch::autograd::grad({score(leaf, y).sum()}, {leaf}, {}, /*retain_graph=*/true,
                               /*create_graph=*/true)[0];
}

Tensor NetworkCritic::score(const Tensor& x, const Tensor& y) const {
  Pass pass{.labels = y};
  const LayerWitness show = [&](const std::string& layer, const Tensor& output) {
    witness_(x, layer, output);
  };
  if (witness_) pass.witness = &show;
  return network_.forward(x, pass).flatten(1).mean(1);
}

Tensor NetworkCritic::features(const Tensor& x, const Tensor& y) const {
  return network_.features(x, {.labels = y});
}

}  // namespace wgan
