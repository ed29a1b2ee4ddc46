#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>

#include "decorators.h"

namespace wgan {
namespace {

/// A critic that computes the scores of the real pictures once for the two terms that need them.
class CachedCritic : public Critic {
 public:
  CachedCritic(const Critic& critic, const Batch& real)
      : critic_(critic),
        real_(real.images),
        scores_(critic.class_scores(real.images, real.labels)) {}
  Tensor class_scores(const Tensor& x, const Tensor& y) const override {
    return x.is_same(real_) ? scores_ : critic_.class_scores(x, y);
  }
  Tensor features(const Tensor& x, const Tensor& y) const override {
    return critic_.features(x, y);
  }

 private:
  const Critic& critic_;
  Tensor real_, scores_;
};

/// Salimans et al. 2016, section 5: the critic has a logit for each of K classes; the logit of
/// class K + 1, fake, is 0. Then D = Z / (Z + 1) with Z = sum exp(logits), so log Z is the score
/// that the losses use. Labelled real pictures add the cross entropy -E log p(y | x, y <= K). The
/// terms count the real pictures whose labels are held out, and those of them that the critic
/// classifies correctly in training.
class SemiSupervised : public LossDecorator {
 public:
  using LossDecorator::LossDecorator;

  LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                   const LossContext& context) const override {
    const CachedCritic critic(f, real);
    LossTerms terms = LossDecorator::critic(critic, real, fake, context);
    const Tensor scores = critic.class_scores(real.images, real.labels), &labels = real.labels;
    const Tensor known = labels >= 0, hidden = labels < kNoLabel;
    const Tensor log_p = at::log_softmax(scores, 1).gather(1, labels.clamp_min(0).unsqueeze(1));
    terms.total = terms.total - (log_p.squeeze(1) * known).sum() / known.sum().clamp_min(1);
    terms.terms.emplace_back("held_out", hidden.sum());
    terms.terms.emplace_back("held_out_right",
                             (hidden & (scores.argmax(1) == held_out(labels))).sum());
    return terms;
  }
};

}  // namespace

std::unique_ptr<Loss> with_semi_supervision(std::unique_ptr<Loss> loss) {
  return std::make_unique<SemiSupervised>(std::move(loss));
}

}  // namespace wgan
