#include <ATen/TensorOperators.h>

#include "label_targets.h"
#include "wgan/losses/list.h"

namespace wgan {
namespace {

/// Mao et al. 2017, equation 2 with a = 0, b = c = 1.
class LeastSquaresLoss : public Loss {
 public:
  explicit LeastSquaresLoss(const LossOptions& options) : targets_(options) {}

  /// E (f(x) - 1)^2 / 2 + E f(G(z))^2 / 2.
  LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                   const LossContext& context) const override {
    const Tensor real_scores = f.score(real.images, real.labels),
                 fake_scores = f.score(fake.images, fake.labels);
    const Tensor total = (real_scores - targets_.real(real_scores, context)).square().mean() +
                         (fake_scores - targets_.fake(fake_scores, context)).square().mean();
    return {total / 2, {}};
  }

  /// E (f(G(z)) - 1)^2 / 2.
  LossTerms generator(const Critic& f, const Batch&, const Batch& fake) const override {
    return {(f.score(fake.images, fake.labels) - 1).square().mean() / 2, {}};
  }

 private:
  LabelTargets targets_;
};

}  // namespace

std::unique_ptr<Loss> losses::LeastSquares::make(const LossOptions& options) {
  return std::make_unique<LeastSquaresLoss>(options);
}

}  // namespace wgan
