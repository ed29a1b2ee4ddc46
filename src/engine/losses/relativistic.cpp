#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/softplus.h>

#include "wgan/losses/list.h"
#include "wgan/losses/losses.h"

namespace wgan {
namespace {

/// The relativistic pairing loss (Jolicoeur-Martineau 2018) with zero-centred gradient penalties on
/// real and on generated pictures, R1 (Mescheder 2018) and R2, as in R3GAN (Huang 2024, equations 2
/// and 3). The pairs are those of the same place in both batches.
class RelativisticLoss : public Loss {
 public:
  explicit RelativisticLoss(const LossOptions& options) : gamma_(options.gamma) {}

  /// E softplus(f(G(z)) - f(x)) + gamma / 2 (E |grad f(x)|^2 + E |grad f(G(z))|^2). Real and
  /// generated pictures go through the critic as one batch.
  LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                   const LossRandom&) const override {
    const bool labelled = real.labels.defined();
    const Slopes both = f.slopes(at::cat({real.images, fake.images}),
                                 labelled ? at::cat({real.labels, fake.labels}) : real.labels);
    const auto scores = both.scores.chunk(2);
    // The mean over both halves is half of the sum of their means.
    const Tensor total = at::softplus(scores[1] - scores[0]).mean() + gamma_ * both.squares.mean();
    return {total, {{"gradient_norm", both.squares.detach().sqrt().mean()}}};
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
