#pragma once

#include "wgan/losses/losses.h"

namespace wgan {

/// What the critic is told of each sample, [N] in [0, 1]: 1 for real and 0 for fake; of real ones
/// less with one-sided smoothing (Salimans 2016, section 3.4), and swapped by chance with flips.
class Targets {
 public:
  explicit Targets(const LossOptions& options)
      : real_(options.label_smooth), flip_(options.label_flip) {}

  Tensor real(const Tensor& scores, const LossRandom& random) const {
    return told(scores, random, LossRandom::Purpose::kRealLabel, real_, 0);
  }
  Tensor fake(const Tensor& scores, const LossRandom& random) const {
    return told(scores, random, LossRandom::Purpose::kFakeLabel, 0, real_);
  }

 private:
  Tensor told(const Tensor& scores, const LossRandom& random, LossRandom::Purpose purpose,
              double truth, double lie) const;

  double real_, flip_;
};

}  // namespace wgan
