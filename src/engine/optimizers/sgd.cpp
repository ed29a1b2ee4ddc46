#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_mul.h>

#include "wgan/optimizers/list.h"
#include "wgan/optimizers/optimizers.h"

namespace wgan {
namespace {

/// Polyak 1964: v <- m v + g, w <- w - r v.
class SgdOptimizer : public Optimizer {
 public:
  SgdOptimizer(const OptimizerOptions& o, const std::vector<Parameter>& parameters)
      : Optimizer(parameters), rate_(o.rate), momentum_(o.momentum), velocity_(zeros()) {}

  void step(const TensorList& gradients, const Pace& pace) override {
    const at::NoGradGuard no_grad;
    at::_foreach_mul_(velocity_, momentum_);
    at::_foreach_add_(velocity_, gradients);
    at::_foreach_add_(weights_, velocity_, -pace.rate * rate_);
  }

  NamedTensors state() const override { return named("velocity", velocity_); }

 private:
  double rate_, momentum_;
  TensorList velocity_;
};

}  // namespace

std::unique_ptr<Optimizer> optimizers::Sgd::make(const OptimizerOptions& options,
                                                 const std::vector<Parameter>& parameters) {
  return std::make_unique<SgdOptimizer>(options, parameters);
}

}  // namespace wgan
