#pragma once

#include <ATen/TensorOperators.h>

#include "wgan/losses/losses.h"

namespace wgan {

/// Arjovsky et al. 2017, equation 2: the critic f maximises E f(x) - E f(G(z)), an estimate of K
/// times the Wasserstein distance when f is K-Lipschitz. A derived class keeps f Lipschitz.
class WassersteinLoss : public Loss {
 public:
  /// E f(G(z)) - E f(x).
  LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                   const LossContext&) const override {
    const Tensor real_score = f.score(real.images, real.labels).mean(),
                 fake_score = f.score(fake.images, fake.labels).mean(),
                 gap = real_score - fake_score;
    return {-gap, {{"w_estimate", gap.detach()}}};
  }

  /// -E f(G(z)).
  LossTerms generator(const Critic& f, const Batch&, const Batch& fake) const override {
    return {-f.score(fake.images, fake.labels).mean(), {}};
  }
};

}  // namespace wgan
