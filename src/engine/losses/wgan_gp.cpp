#include <ATen/ops/lerp.h>

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
                   const LossRandom& random) const override {
    LossTerms terms = WassersteinLoss::critic(f, real, fake, random);
    const Tensor epsilon = random.uniform(real.images.size(0), LossRandom::Purpose::kInterpolate);
    const Tensor x_hat = at::lerp(fake.images, real.images, epsilon.expand_as(real.images));
    const Tensor gradient = f.input_gradient(x_hat, real.labels);
    // The 1e-12 inside the root gives the norm of a zero gradient a finite derivative.
    const Tensor norm = (square_norms(gradient) + 1e-12).sqrt();
    const Tensor excess = one_sided_ ? (norm - 1).clamp_min(0) : norm - 1;
    terms.total = terms.total + lambda_ * excess.square().mean();
    terms.terms.emplace_back("gradient_norm", norm.detach().mean());
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
