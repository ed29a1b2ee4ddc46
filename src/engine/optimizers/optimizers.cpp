#include "wgan/optimizers/optimizers.h"

#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include "wgan/base/error.h"
#include "wgan/optimizers/list.h"
#include "wgan/text/text.h"

namespace wgan {
Optimizer::Optimizer(const std::vector<Parameter>& parameters) {
  for (const Parameter& p : parameters) {
    weights_.push_back(p.tensor);
    names_.push_back(p.name);
  }
}

TensorList Optimizer::gradients(const Tensor& loss, const GradientReady& ready) const {
  if (!ready) return torch::autograd::grad({loss}, weights_);
  std::vector<unsigned> hooks;
  for (size_t i = 0; i < weights_.size(); ++i)
    hooks.push_back(weights_[i].register_hook([&ready, i](const Tensor& g) { ready(i, g); }));
  const auto remove = [&] {
    for (size_t i = 0; i < hooks.size(); ++i) weights_[i].remove_hook(hooks[i]);
  };
  try {
    TensorList all = torch::autograd::grad({loss}, weights_);
    remove();
    return all;
  } catch (...) {
    remove();
    throw;
  }
}

TensorList Optimizer::zeros() const {
  TensorList all;
  for (const Tensor& weight : weights_) all.push_back(at::zeros_like(weight).detach());
  return all;
}

NamedTensors Optimizer::named(const std::string& heading, const TensorList& tensors) const {
  NamedTensors all;
  for (size_t i = 0; i < tensors.size(); ++i)
    all.emplace_back(heading + "." + names_[i], tensors[i]);
  return all;
}

std::unique_ptr<Optimizer> make_optimizer(const OptimizerOptions& options,
                                          const std::vector<Parameter>& parameters) {
  std::unique_ptr<Optimizer> optimizer;
  const bool known = OptimizerList::visit(
      options.name, [&]<typename Entry>() { optimizer = Entry::make(options, parameters); });
  if (known) return optimizer;
  throw Error(ExitCode::kUsage, cat("there is no optimizer '", escaped(options.name),
                                    "'; this wgan has ", join(OptimizerList::names(), ", ")));
}

}  // namespace wgan
