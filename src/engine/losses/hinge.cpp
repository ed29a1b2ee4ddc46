#include <ATen/TensorOperators.h>
#include <ATen/ops/relu.h>

#include "wgan/losses/list.h"
#include "wgan/losses/losses.h"

namespace wgan {
namespace {

/// Lim and Ye 2017, equations 8 and 9; Miyato 2018.
class HingeLoss : public Loss {
 public:
  /// E max(0, 1 - f(x)) + E max(0, 1 + f(G(z))).
  LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                   const LossRandom&) const override {
    const Tensor real_scores = f.score(real.images, real.labels),
                 fake_scores = f.score(fake.images, fake.labels);
    return {at::relu(1 - real_scores).mean() + at::relu(1 + fake_scores).mean(), {}};
  }

  /// -E f(G(z)).
  LossTerms generator(const Critic& f, const Batch&, const Batch& fake) const override {
    return {-f.score(fake.images, fake.labels).mean(), {}};
  }
};

}  // namespace

std::unique_ptr<Loss> losses::Hinge::make(const LossOptions&) {
  return std::make_unique<HingeLoss>();
}

}  // namespace wgan
