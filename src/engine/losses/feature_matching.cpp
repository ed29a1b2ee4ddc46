#include <ATen/TensorOperators.h>
#include <ATen/ops/median.h>

#include "makers.h"

namespace wgan {
namespace {

/// Salimans et al. 2016, section 3.1: the generator minimises |E h(x) - E h(G(z))|^2, h the
/// features that the critic's score is made of; or the same of the medians (of an even number the
/// lower of the middle two). The critic learns as it would.
class FeatureMatching : public Loss {
 public:
  FeatureMatching(std::unique_ptr<Loss> critics, const LossOptions& options)
      : critics_(std::move(critics)), median_(options.feature_stat == "median") {}

  LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                   const LossRandom& random) const override {
    return critics_->critic(f, real, fake, random);
  }
  LossTerms generator(const Critic& f, const Batch& real, const Batch& fake) const override {
    const Tensor of_real = middle(f.features(real.images, real.labels)).detach(),
                 of_fake = middle(f.features(fake.images, fake.labels));
    return {(of_real - of_fake).square().sum(), {}};
  }
  void constrain(const std::vector<Parameter>& critic) const override {
    critics_->constrain(critic);
  }

 private:
  Tensor middle(const Tensor& features) const {
    const Tensor flat = features.flatten(1);
    return median_ ? std::get<0>(at::median(flat, 0)) : flat.mean(0);
  }

  std::unique_ptr<Loss> critics_;
  bool median_;
};

}  // namespace

std::unique_ptr<Loss> match_features(std::unique_ptr<Loss> critics, const LossOptions& options) {
  return std::make_unique<FeatureMatching>(std::move(critics), options);
}

}  // namespace wgan
