#include <ATen/ops/lerp.h>

#include "unit_norm.h"
#include "wasserstein.h"
#include "wgan/losses/list.h"

namespace wgan {
namespace {

/// Gulrajani et al. 2017, equation 3: adds lambda E (|grad f(x^)| - 1)^2 at x^ = epsilon x + (1 -
/// epsilon) G(z), with one epsilon from U[0, 1] for each sample. The one-sided penalty (section 4,
/// "two-sided penalty") only counts norms above 1: E max(0, |grad f(x^)| - 1)^2.
class GradientPenalty : public WassersteinLoss {
 public:
  explicit GradientPenalty(const LossOptions& options)
      : lambda_(options.gp_lambda), one_sided_(options.gp_sides == "one") {}

  LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                   const LossContext& context) const override {
    LossTerms terms = WassersteinLoss::critic(f, real, fake, context);
    if (context.penalty() == 0) return terms;
    const Tensor epsilon = context.uniform(real.images.size(0), LossContext::Purpose::kInterpolate);
    const Tensor x_hat = at::lerp(fake.images, real.images, epsilon.expand_as(real.images));
    add_unit_norm_penalty(terms, f, x_hat, real.labels, context.penalty() * lambda_, one_sided_);
    return terms;
  }

 private:
  double lambda_;
  bool one_sided_;
};

}  // namespace

std::unique_ptr<Loss> losses::WganGp::make(const LossOptions& options) {
  return std::make_unique<GradientPenalty>(options);
}

}  // namespace wgan
