#include <ATen/TensorOperators.h>
#include <ATen/ops/log_sigmoid.h>

#include "makers.h"
#include "targets.h"

namespace wgan {
namespace {

/// Goodfellow et al. 2014. The critic's score s is a logit, D = sigmoid(s), so log D =
/// log_sigmoid(s) and log(1 - D) = log_sigmoid(-s), both exact where the sigmoid would round to 0
/// or 1.
class Gan : public Loss {
 public:
  explicit Gan(const LossOptions& options)
      : minimax_(options.generator_loss == "minimax"), targets_(options) {}

  /// Equation 1, negated: -E log D(x) - E log(1 - D(G(z))), as the cross entropy with the targets 1
  /// and 0.
  LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                   const LossRandom& random) const override {
    const Tensor of_real = f.score(real.images, real.labels),
                 of_fake = f.score(fake.images, fake.labels);
    return {cross_entropy(of_real, targets_.real(of_real, random)) +
                cross_entropy(of_fake, targets_.fake(of_fake, random)),
            {}};
  }

  /// Section 3: -E log D(G(z)), whose gradient does not vanish while D wins; or equation 1 itself,
  /// E log(1 - D(G(z))).
  LossTerms generator(const Critic& f, const Batch&, const Batch& fake) const override {
    const Tensor s = f.score(fake.images, fake.labels);
    return {minimax_ ? at::log_sigmoid(-s).mean() : -at::log_sigmoid(s).mean(), {}};
  }

 private:
  /// -E [t log D + (1 - t) log(1 - D)].
  static Tensor cross_entropy(const Tensor& s, const Tensor& t) {
    return -(t * at::log_sigmoid(s) + (1 - t) * at::log_sigmoid(-s)).mean();
  }

  bool minimax_;
  Targets targets_;
};

}  // namespace

std::unique_ptr<Loss> make_gan(const LossOptions& options) {
  return std::make_unique<Gan>(options);
}

}  // namespace wgan
