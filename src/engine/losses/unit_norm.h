#pragma once

#include "wgan/losses/losses.h"

namespace wgan {

/// Adds weight E (|grad f(x)| - 1)^2, or if it is one-sided weight E max(0, |grad f(x)| - 1)^2
/// (Gulrajani 2017, section 4), at the points x, and their mean gradient norm as a term.
void add_unit_norm_penalty(LossTerms& terms, const Critic& f, const Tensor& x, const Tensor& labels,
                           double weight, bool one_sided);

}  // namespace wgan
