#pragma once

#include "convolve.h"

/// A transposed convolution on the processor as a sub-pixel convolution (Shi 2016): each output
/// pixel of a plain convolution holds stride x stride pixels of the large map. It is for large maps
/// with few channels, such as pictures, for which the library's transposed kernels are slow. Maps
/// and weights are channels-last in memory. The functions have no derivatives.
namespace wgan {

/// Whether it is faster than the library's kernels, by the measurements in docs/performance.md.
bool subpixels_are_faster(const Tensor& y, const Tensor& w, const Geometry& geometry);

Tensor convolve_transposed_by_subpixels(const Tensor& y, const Tensor& w, const Geometry& geometry);

}  // namespace wgan
