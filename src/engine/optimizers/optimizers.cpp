#include "wgan/optimizers/optimizers.h"

#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include "makers.h"
#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

struct Maker {
  const char* name;
  std::unique_ptr<Optimizer> (*make)(const OptimizerOptions&, const std::vector<Parameter>&);
};

constexpr Maker kMakers[] = {
    {"adam", make_adam},
    {"adamw", make_adamw},
    {"rmsprop", make_rmsprop},
    {"sgd", make_sgd},
};

}  // namespace

Optimizer::Optimizer(const std::vector<Parameter>& parameters) {
  for (const Parameter& p : parameters) {
    weights_.push_back(p.tensor);
    names_.push_back(p.name);
  }
}

TensorList Optimizer::gradients(const Tensor& loss) const {
  return torch::autograd::grad({loss}, weights_);
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
  for (const Maker& maker : kMakers) {
    if (options.name == maker.name) return maker.make(options, parameters);
  }
  throw Error(ExitCode::kUsage, cat("there is no optimizer '", escaped(options.name),
                                    "'; this wgan has ", join(optimizer_names(), ", ")));
}

std::vector<std::string> optimizer_names() {
  std::vector<std::string> names;
  for (const Maker& maker : kMakers) names.emplace_back(maker.name);
  return names;
}

}  // namespace wgan
