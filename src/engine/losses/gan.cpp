#include <ATen/TensorOperators.h>
#include <ATen/ops/log_sigmoid.h>

#include "label_targets.h"
#include "wgan/losses/list.h"
#include "zero_centred.h"

namespace wgan {
namespace {

/// Goodfellow et al. 2014. The critic's score s is a logit, D = sigmoid(s), so log D =
/// log_sigmoid(s) and log(1 - D) = log_sigmoid(-s). Both are exact where the sigmoid would round to
/// 0 or 1.
class GanLoss : public Loss {
 public:
  explicit GanLoss(const LossOptions& options)
      : minimax_(options.generator_loss == "minimax"),
        r1_(options.r1),
        r2_(options.r2),
        targets_(options) {}

  /// Equation 1, negated, is the cross entropy with the targets 1 and 0:
  /// -E log D(x) - E log(1 - D(G(z))).
  LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                   const LossContext& context) const override {
    PenalisedScores s = penalised_scores(f, real, fake, r1_, r2_, context);
    const Tensor both = cross_entropy(s.real, targets_.real(s.real, context)) +
                        cross_entropy(s.fake, targets_.fake(s.fake, context));
    return with_penalty(both, std::move(s));
  }

  /// The loss of section 3, -E log D(G(z)), has a gradient that does not vanish while D wins.
  /// Minimax is equation 1 itself, E log(1 - D(G(z))).
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
  double r1_, r2_;
  LabelTargets targets_;
};

}  // namespace

std::unique_ptr<Loss> losses::Gan::make(const LossOptions& options) {
  return std::make_unique<GanLoss>(options);
}

}  // namespace wgan
