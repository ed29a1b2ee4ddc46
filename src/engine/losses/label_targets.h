#pragma once

#include "wgan/losses/losses.h"

namespace wgan {

/// The targets of the critic's scores, [N] in [0, 1]: 1 for real samples and 0 for fake ones.
/// One-sided label smoothing (Salimans 2016, section 3.4) lowers the target of real samples; label
/// flipping swaps the targets of randomly chosen samples.
class LabelTargets {
 public:
  explicit LabelTargets(const LossOptions& options)
      : real_(options.label_smooth), flip_(options.label_flip) {}

  Tensor real(const Tensor& scores, const LossContext& context) const {
    return targets(scores, real_, 0, context, LossContext::Purpose::kRealLabel);
  }
  Tensor fake(const Tensor& scores, const LossContext& context) const {
    return targets(scores, 0, real_, context, LossContext::Purpose::kFakeLabel);
  }

 private:
  Tensor targets(const Tensor& scores, double target, double flipped, const LossContext& context,
                 LossContext::Purpose purpose) const;

  double real_, flip_;
};

}  // namespace wgan
