#pragma once

#include "convolve.h"

/// Convolutions on the processor as a gathering of patches and one product of matrices (im2col;
/// Chellapilla 2006, section 3.1): for maps so small beside their weights that the library's
/// kernels, which walk along rows, have nothing to walk. Maps and weights are channels-last in
/// memory. No derivatives.
namespace wgan {

/// Whether they are faster than the library's kernels, by docs/performance.md: for `map` one of the
/// two, of which only type and device count.
bool patches_are_faster(const Tensor& map, const Tensor& w, const Geometry& geometry);

Tensor convolve_by_patches(const Tensor& x, const Tensor& w, const Tensor& bias,
                           const Geometry& geometry);
Tensor convolve_transposed_by_patches(const Tensor& y, const Tensor& w, const Geometry& geometry);
/// The gradient with respect to w, [O, I, kernel].
Tensor weight_gradient_by_patches(const Tensor& x, const Tensor& y, Extent kernel,
                                  const Geometry& geometry);

}  // namespace wgan
