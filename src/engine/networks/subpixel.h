#pragma once

#include "convolve.h"

/// A transposed convolution on the processor as a plain one, of which each output pixel holds the
/// stride x stride pixels of the large map that belong to it (Shi 2016): for large maps of a few
/// channels, such as pictures, at which the library's kernels for the transpose are slow. Maps and
/// weights are channels-last in memory. No derivatives.
namespace wgan {

/// Whether it is faster than the library's kernels, by docs/performance.md.
bool subpixels_are_faster(const Tensor& y, const Tensor& w);

Tensor convolve_transposed_by_subpixels(const Tensor& y, const Tensor& w, const Geometry& geometry);

}  // namespace wgan
