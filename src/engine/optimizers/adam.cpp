#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>

#include "wgan/optimizers/list.h"
#include "wgan/optimizers/optimizers.h"

namespace wgan {
namespace {

/// Kingma and Ba 2015, Algorithm 1, with epsilon 1e-8. With a weight decay it is AdamW (Loshchilov
/// and Hutter 2019), which adds w <- w - r decay w. The rate r is in it as in PyTorch; Algorithm 2
/// of the paper has none there.
class AdamOptimizer : public Optimizer {
 public:
  AdamOptimizer(const OptimizerOptions& o, double weight_decay,
                const std::vector<Parameter>& parameters)
      : Optimizer(parameters),
        rate_(o.rate),
        beta1_(o.beta1),
        beta2_(o.beta2),
        weight_decay_(weight_decay),
        mean_(zeros()),
        square_(zeros()) {
    for (const Tensor& weight : weights_)
      count_.push_back(at::zeros({}, weight.options().dtype(at::kFloat).requires_grad(false)));
  }

  void step(const TensorList& gradients, const Pace& pace) override {
    const at::NoGradGuard no_grad;
    at::_foreach_add_(count_, 1);  // the kernel expects the number of this update
    // The kernel ignores strides, so the gradients need those of the weights.
    TensorList like_weights;
    for (size_t i = 0; i < gradients.size(); ++i) {
      const bool same = gradients[i].strides() == weights_[i].strides();
      like_weights.push_back(same ? gradients[i] : at::empty_like(weights_[i]).copy_(gradients[i]));
    }
    at::_fused_adamw_(weights_, like_weights, mean_, square_, /*max_exp_avg_sqs=*/{}, count_,
                      pace.rate * rate_, beta1_, pace.beta2.value_or(beta2_), weight_decay_,
                      /*eps=*/1e-8, /*amsgrad=*/false,
                      /*maximize=*/false);
  }

  NamedTensors state() const override {
    NamedTensors all = named("mean", mean_);
    for (const auto& list : {named("square", square_), named("count", count_)})
      all.insert(all.end(), list.begin(), list.end());
    return all;
  }

 private:
  double rate_, beta1_, beta2_, weight_decay_;
  TensorList mean_, square_, count_;
};

}  // namespace

std::unique_ptr<Optimizer> optimizers::Adam::make(const OptimizerOptions& options,
                                                  const std::vector<Parameter>& parameters) {
  return std::make_unique<AdamOptimizer>(options, /*weight_decay=*/0, parameters);
}

std::unique_ptr<Optimizer> optimizers::AdamW::make(const OptimizerOptions& options,
                                                   const std::vector<Parameter>& parameters) {
  return std::make_unique<AdamOptimizer>(options, options.weight_decay, parameters);
}

}  // namespace wgan
