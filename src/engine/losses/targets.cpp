#include "targets.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full_like.h>

namespace wgan {

Tensor Targets::told(const Tensor& scores, const LossRandom& random, LossRandom::Purpose purpose,
                     double truth, double lie) const {
  const Tensor told = at::full_like(scores.detach(), truth);
  if (flip_ == 0) return told;
  const Tensor swapped = random.uniform(scores.size(0), purpose).flatten() < flip_;
  return told.masked_fill(swapped.to(scores.device()), lie);
}

}  // namespace wgan
