#pragma once

#include "convolve.h"

/// Convolutions on the processor as im2col and one product of matrices (Chellapilla 2006, section
/// 3.1). They are for maps that are small in comparison with their weights: the library's kernels
/// vectorise along rows, which are too short there. Maps and weights are channels-last in memory.
/// The functions have no derivatives.
namespace wgan {

/// Whether they are faster than the library's kernels, by the measurements in docs/performance.md.
/// `map` is either map; only its type and device count.
bool patches_are_faster(const Tensor& map, const Tensor& w, const Geometry& geometry);

Tensor convolve_by_patches(const Tensor& x, const Tensor& w, const Tensor& bias,
                           const Geometry& geometry);
Tensor convolve_transposed_by_patches(const Tensor& y, const Tensor& w, const Geometry& geometry);
/// The gradient with respect to w, [O, I, kernel].
Tensor weight_gradient_by_patches(const Tensor& x, const Tensor& y, Extent kernel,
                                  const Geometry& geometry);

}  // namespace wgan
