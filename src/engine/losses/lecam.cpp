#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>

#include "decorators.h"

namespace wgan {
namespace {

/// A critic that remembers its scores, in the order in which a loss asks for them.
class RememberingCritic : public Critic {
 public:
  explicit RememberingCritic(const Critic& critic) : critic_(critic) {}
  Tensor class_scores(const Tensor& x, const Tensor& y) const override {
    const Tensor scores = critic_.class_scores(x, y);
    seen_.push_back(scores.flatten());
    return scores;
  }
  Tensor features(const Tensor& x, const Tensor& y) const override {
    return critic_.features(x, y);
  }
  Tensor input_gradient(const Tensor& x, const Tensor& y) const override {
    return critic_.input_gradient(x, y);
  }
  Slopes slopes(const Tensor& x, const Tensor& y) const override {
    Slopes slopes = critic_.slopes(x, y);
    seen_.push_back(slopes.scores);
    return slopes;
  }
  Tensor seen() const { return at::cat(seen_); }

 private:
  const Critic& critic_;
  mutable std::vector<Tensor> seen_;
};

/// Tseng 2021, equations 5 and 6: adds lambda (E (f(x) - a_fake)^2 + E (f(G(z)) - a_real)^2), where
/// the anchors are moving averages of the mean scores with decay 0.99.
class LeCam : public LossDecorator {
 public:
  LeCam(std::unique_ptr<Loss> loss, double lambda)
      : LossDecorator(std::move(loss)), lambda_(lambda) {}

  LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                   const LossContext& context) const override {
    const RememberingCritic critic(f);
    LossTerms terms = LossDecorator::critic(critic, real, fake, context);
    const auto scores = critic.seen().chunk(2);  // every loss asks for those of real pictures first
    const ScoreAnchors& anchors = *context.anchors();
    terms.total = terms.total + lambda_ * ((scores[0] - anchors.fake).square().mean() +
                                           (scores[1] - anchors.real).square().mean());
    const at::NoGradGuard no_grad;
    constexpr double kNew = 0.01;
    anchors.real.lerp_(scores[0].mean().to(anchors.real.scalar_type()), kNew);
    anchors.fake.lerp_(scores[1].mean().to(anchors.fake.scalar_type()), kNew);
    return terms;
  }

 private:
  double lambda_;
};

}  // namespace

std::unique_ptr<Loss> with_lecam(std::unique_ptr<Loss> loss, double lambda) {
  return std::make_unique<LeCam>(std::move(loss), lambda);
}

}  // namespace wgan
