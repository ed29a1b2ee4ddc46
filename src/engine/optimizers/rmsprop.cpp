#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_addcdiv.h>
#include <ATen/ops/_foreach_addcmul.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_sqrt.h>

#include "wgan/optimizers/list.h"
#include "wgan/optimizers/optimizers.h"

namespace wgan {
namespace {

/// Tieleman and Hinton 2012: v <- a v + (1 - a) g^2, u <- m u + g / (sqrt(v) + 1e-8), w <- w - r u.
class RmsPropOptimizer : public Optimizer {
 public:
  RmsPropOptimizer(const OptimizerOptions& o, const std::vector<Parameter>& parameters)
      : Optimizer(parameters),
        rate_(o.rate),
        decay_(o.rms_decay),
        momentum_(o.momentum),
        square_(zeros()) {
    if (momentum_ > 0) velocity_ = zeros();
  }

  void step(const TensorList& gradients, const Pace& pace) override {
    const double rate = pace.rate * rate_;
    const at::NoGradGuard no_grad;
    at::_foreach_mul_(square_, decay_);
    at::_foreach_addcmul_(square_, gradients, gradients, 1 - decay_);
    TensorList root = at::_foreach_sqrt(square_);
    at::_foreach_add_(root, 1e-8);
    if (momentum_ == 0) return at::_foreach_addcdiv_(weights_, gradients, root, -rate);
    at::_foreach_mul_(velocity_, momentum_);
    at::_foreach_addcdiv_(velocity_, gradients, root, 1);
    at::_foreach_add_(weights_, velocity_, -rate);
  }

  NamedTensors state() const override {
    NamedTensors all = named("square", square_);
    for (auto& tensor : named("velocity", velocity_)) all.push_back(std::move(tensor));
    return all;
  }

 private:
  double rate_, decay_, momentum_;
  TensorList square_, velocity_;
};

}  // namespace

std::unique_ptr<Optimizer> optimizers::RmsProp::make(const OptimizerOptions& options,
                                                     const std::vector<Parameter>& parameters) {
  return std::make_unique<RmsPropOptimizer>(options, parameters);
}

}  // namespace wgan
