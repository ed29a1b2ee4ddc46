#include <ATen/TensorOperators.h>
#include <ATen/ops/median.h>

#include "decorators.h"

namespace wgan {
namespace {

/// Salimans et al. 2016, section 3.1: the generator minimises |E h(x) - E h(G(z))|^2, where h are
/// the critic's features. Medians can replace the means; the median of an even number of values is
/// the lower one of the middle two. The critic's loss stays the same.
class FeatureMatching : public LossDecorator {
 public:
  FeatureMatching(std::unique_ptr<Loss> critic_loss, const LossOptions& options)
      : LossDecorator(std::move(critic_loss)), median_(options.feature_stat == "median") {}

  LossTerms generator(const Critic& f, const Batch& real, const Batch& fake) const override {
    const Tensor real_statistic = statistic(f.features(real.images, real.labels)).detach(),
                 fake_statistic = statistic(f.features(fake.images, fake.labels));
    return {(real_statistic - fake_statistic).square().sum(), {}};
  }

 private:
  Tensor statistic(const Tensor& features) const {
    const Tensor flat = features.flatten(1);
    return median_ ? std::get<0>(at::median(flat, 0)) : flat.mean(0);
  }

  bool median_;
};

}  // namespace

std::unique_ptr<Loss> with_feature_matching(std::unique_ptr<Loss> loss,
                                            const LossOptions& options) {
  return std::make_unique<FeatureMatching>(std::move(loss), options);
}

}  // namespace wgan
