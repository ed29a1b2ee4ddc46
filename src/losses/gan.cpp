#include <ATen/TensorOperators.h>
#include <ATen/ops/log_sigmoid.h>

#include "makers.h"

namespace wgan {
namespace {

/// Goodfellow et al. 2014. The critic's score s is a logit, D = sigmoid(s), so log D =
/// log_sigmoid(s) and log(1 - D) = log_sigmoid(-s), both exact where the sigmoid would round to 0
/// or 1.
class Gan : public Loss {
 public:
  explicit Gan(const LossOptions& options) : minimax_(options.generator_loss == "minimax") {}

  /// Equation 1, negated: -E log D(x) - E log(1 - D(G(z))).
  LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                   const Noise&) const override {
    const Tensor log_d_real = at::log_sigmoid(f.score(real.images, real.labels));
    const Tensor log_not_d_fake = at::log_sigmoid(-f.score(fake.images, fake.labels));
    return {-log_d_real.mean() - log_not_d_fake.mean(), {}};
  }

  /// Section 3: -E log D(G(z)), whose gradient does not vanish while D wins; or equation 1 itself,
  /// E log(1 - D(G(z))).
  LossTerms generator(const Critic& f, const Batch&, const Batch& fake) const override {
    const Tensor s = f.score(fake.images, fake.labels);
    return {minimax_ ? at::log_sigmoid(-s).mean() : -at::log_sigmoid(s).mean(), {}};
  }

 private:
  bool minimax_;
};

}  // namespace

std::unique_ptr<Loss> make_gan(const LossOptions& options) {
  return std::make_unique<Gan>(options);
}

}  // namespace wgan
