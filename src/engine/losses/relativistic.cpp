#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/softplus.h>

#include "wgan/losses/list.h"
#include "zero_centred.h"

namespace wgan {
namespace {

/// The relativistic pairing loss (Jolicoeur-Martineau 2018) with zero-centred gradient penalties on
/// real and on generated pictures, R1 (Mescheder 2018) and R2, as in R3GAN (Huang 2024, equations 2
/// and 3). The pairs are those of the same place in both batches.
class RelativisticLoss : public Loss {
 public:
  explicit RelativisticLoss(const LossOptions& options) : gamma_(options.gamma) {}

  /// E softplus(f(G(z)) - f(x)) + gamma / 2 (E |grad f(x)|^2 + E |grad f(G(z))|^2).
  LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                   const LossContext& context) const override {
    PenalisedScores scores = penalised_scores(f, real, fake, gamma_, gamma_, context);
    const Tensor pairs = at::softplus(scores.fake - scores.real).mean();
    return with_penalty(pairs, std::move(scores));
  }

  /// E softplus(f(x) - f(G(z))).
  LossTerms generator(const Critic& f, const Batch& real, const Batch& fake) const override {
    Tensor of_real;
    {
      const at::NoGradGuard no_grad;  // they do not depend on the generator
      of_real = f.score(real.images, real.labels);
    }
    return {at::softplus(of_real - f.score(fake.images, fake.labels)).mean(), {}};
  }

 private:
  double gamma_;
};

}  // namespace

std::unique_ptr<Loss> losses::Relativistic::make(const LossOptions& options) {
  return std::make_unique<RelativisticLoss>(options);
}

}  // namespace wgan
