#include <ATen/TensorOperators.h>
#include <ATen/ops/relu.h>

#include "wgan/losses/list.h"
#include "zero_centred.h"

namespace wgan {
namespace {

/// Lim and Ye 2017, equations 8 and 9; Miyato 2018.
class HingeLoss : public Loss {
 public:
  explicit HingeLoss(const LossOptions& options) : r1_(options.r1), r2_(options.r2) {}

  /// E max(0, 1 - f(x)) + E max(0, 1 + f(G(z))).
  LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                   const LossContext& context) const override {
    PenalisedScores s = penalised_scores(f, real, fake, r1_, r2_, context);
    const Tensor both = at::relu(1 - s.real).mean() + at::relu(1 + s.fake).mean();
    return with_penalty(both, std::move(s));
  }

  /// -E f(G(z)).
  LossTerms generator(const Critic& f, const Batch&, const Batch& fake) const override {
    return {-f.score(fake.images, fake.labels).mean(), {}};
  }

 private:
  double r1_, r2_;
};

}  // namespace

std::unique_ptr<Loss> losses::Hinge::make(const LossOptions& options) {
  return std::make_unique<HingeLoss>(options);
}

}  // namespace wgan
