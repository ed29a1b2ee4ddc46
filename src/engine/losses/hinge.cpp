#include <ATen/TensorOperators.h>
#include <ATen/ops/relu.h>

#include "makers.h"

namespace wgan {
namespace {

/// Lim and Ye 2017, equations 8 and 9; Miyato 2018.
class Hinge : public Loss {
 public:
  /// E max(0, 1 - f(x)) + E max(0, 1 + f(G(z))).
  LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                   const LossRandom&) const override {
    const Tensor of_real = f.score(real.images, real.labels),
                 of_fake = f.score(fake.images, fake.labels);
    return {at::relu(1 - of_real).mean() + at::relu(1 + of_fake).mean(), {}};
  }

  /// -E f(G(z)).
  LossTerms generator(const Critic& f, const Batch&, const Batch& fake) const override {
    return {-f.score(fake.images, fake.labels).mean(), {}};
  }
};

}  // namespace

std::unique_ptr<Loss> make_hinge(const LossOptions&) { return std::make_unique<Hinge>(); }

}  // namespace wgan
