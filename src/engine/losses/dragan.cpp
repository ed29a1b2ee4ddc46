#include <ATen/TensorOperators.h>

#include "unit_norm.h"
#include "wgan/losses/list.h"

namespace wgan {
namespace {

/// Kodali 2017: the loss of Goodfellow 2014 with a penalty lambda E (|grad f(x + epsilon d)| - 1)^2
/// around the real pictures. As in the code of its authors, d is uniform in [0, s / 2) for each
/// pixel, where s is the standard deviation of the batch's values, epsilon is uniform in [0, 1) for
/// each sample, and f is the logit.
class DraganLoss : public Loss {
 public:
  explicit DraganLoss(const LossOptions& options)
      : gan_(losses::Gan::make(options)),
        lambda_(options.gp_lambda),
        one_sided_(options.gp_sides == "one") {}

  LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                   const LossContext& context) const override {
    LossTerms terms = gan_->critic(f, real, fake, context);
    if (context.penalty() == 0) return terms;
    const Tensor &x = real.images,
                 epsilon = context.uniform(x.size(0), LossContext::Purpose::kInterpolate);
    const Tensor around = x + epsilon * (0.5 * x.std(/*unbiased=*/false)) * context.uniform_like(x);
    add_unit_norm_penalty(terms, f, around, real.labels, context.penalty() * lambda_, one_sided_);
    return terms;
  }

  LossTerms generator(const Critic& f, const Batch& real, const Batch& fake) const override {
    return gan_->generator(f, real, fake);
  }

 private:
  std::unique_ptr<Loss> gan_;
  double lambda_;
  bool one_sided_;
};

}  // namespace

std::unique_ptr<Loss> losses::Dragan::make(const LossOptions& options) {
  return std::make_unique<DraganLoss>(options);
}

}  // namespace wgan
