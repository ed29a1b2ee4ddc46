#pragma once

#include "wgan/losses/losses.h"

/// Losses that wrap another loss.
namespace wgan {

/// A loss that does what the wrapped one does; a derived class replaces a part of that.
class LossDecorator : public Loss {
 public:
  explicit LossDecorator(std::unique_ptr<Loss> loss) : loss_(std::move(loss)) {}
  LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                   const LossContext& context) const override {
    return loss_->critic(f, real, fake, context);
  }
  LossTerms generator(const Critic& f, const Batch& real, const Batch& fake) const override {
    return loss_->generator(f, real, fake);
  }
  void constrain(const std::vector<Parameter>& critic) const override { loss_->constrain(critic); }

 private:
  std::unique_ptr<Loss> loss_;
};

/// Replaces the generator's loss by feature matching.
std::unique_ptr<Loss> with_feature_matching(std::unique_ptr<Loss> loss, const LossOptions& options);

/// Adds LeCam regularisation with that weight.
std::unique_ptr<Loss> with_lecam(std::unique_ptr<Loss> loss, double lambda);

/// Adds the supervised term of semi-supervised learning to the critic's loss.
std::unique_ptr<Loss> with_semi_supervision(std::unique_ptr<Loss> loss);

/// Takes that share of the samples, those with the highest scores, into the generator's loss.
std::unique_ptr<Loss> with_top_k(std::unique_ptr<Loss> loss, double share);

}  // namespace wgan
