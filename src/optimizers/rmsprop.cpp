#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_addcdiv.h>
#include <ATen/ops/_foreach_addcmul.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_sqrt.h>

#include "makers.h"

namespace wgan {
namespace {

/// Tieleman and Hinton 2012, without momentum: v <- a v + (1 - a) g^2, w <- w - r g / (sqrt(v) +
/// 1e-8).
class RmsProp : public Optimizer {
 public:
  RmsProp(const OptimizerOptions& o, const std::vector<Parameter>& parameters)
      : Optimizer(parameters), rate_(o.rate), decay_(o.rms_decay), square_(zeros()) {}

  void step(const TensorList& gradients) override {
    const at::NoGradGuard no_grad;
    at::_foreach_mul_(square_, decay_);
    at::_foreach_addcmul_(square_, gradients, gradients, 1 - decay_);
    TensorList root = at::_foreach_sqrt(square_);
    at::_foreach_add_(root, 1e-8);
    at::_foreach_addcdiv_(weights_, gradients, root, -rate_);
  }

  NamedTensors state() const override { return named("square", square_); }

 private:
  double rate_, decay_;
  TensorList square_;
};

}  // namespace

std::unique_ptr<Optimizer> make_rmsprop(const OptimizerOptions& options,
                                        const std::vector<Parameter>& parameters) {
  return std::make_unique<RmsProp>(options, parameters);
}

}  // namespace wgan
