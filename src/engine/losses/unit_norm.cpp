#include "unit_norm.h"

#include <ATen/TensorOperators.h>

namespace wgan {

void add_unit_norm_penalty(LossTerms& terms, const Critic& f, const Tensor& x, const Tensor& labels,
                           double weight, bool one_sided) {
  // The 1e-12 inside the root gives the norm of a zero gradient a finite derivative.
  const Tensor norm = (square_norms(f.input_gradient(x, labels)) + 1e-12).sqrt();
  const Tensor excess = one_sided ? (norm - 1).clamp_min(0) : norm - 1;
  terms.total = terms.total + weight * excess.square().mean();
  terms.terms.emplace_back("gradient_norm", norm.detach().mean());
}

}  // namespace wgan
