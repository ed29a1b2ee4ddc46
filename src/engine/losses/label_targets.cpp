#include "label_targets.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full_like.h>

namespace wgan {

Tensor LabelTargets::targets(const Tensor& scores, double target, double flipped,
                             const LossContext& context, LossContext::Purpose purpose) const {
  const Tensor labels = at::full_like(scores.detach(), target);
  if (flip_ == 0) return labels;
  const Tensor is_flipped = context.uniform(scores.size(0), purpose).flatten() < flip_;
  return labels.masked_fill(is_flipped.to(scores.device()), flipped);
}

}  // namespace wgan
