#include <ATen/TensorOperators.h>

#include "makers.h"
#include "targets.h"

namespace wgan {
namespace {

/// Mao et al. 2017, equation 2 with a = 0, b = c = 1.
class LsGan : public Loss {
 public:
  explicit LsGan(const LossOptions& options) : targets_(options) {}

  /// E (f(x) - 1)^2 / 2 + E f(G(z))^2 / 2.
  LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                   const LossRandom& random) const override {
    const Tensor of_real = f.score(real.images, real.labels),
                 of_fake = f.score(fake.images, fake.labels);
    const Tensor total = (of_real - targets_.real(of_real, random)).square().mean() +
                         (of_fake - targets_.fake(of_fake, random)).square().mean();
    return {total / 2, {}};
  }

  /// E (f(G(z)) - 1)^2 / 2.
  LossTerms generator(const Critic& f, const Batch&, const Batch& fake) const override {
    return {(f.score(fake.images, fake.labels) - 1).square().mean() / 2, {}};
  }

 private:
  Targets targets_;
};

}  // namespace

std::unique_ptr<Loss> make_lsgan(const LossOptions& options) {
  return std::make_unique<LsGan>(options);
}

}  // namespace wgan
