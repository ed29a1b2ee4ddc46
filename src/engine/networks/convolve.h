#pragma once

#include <array>

#include "wgan/device/tensor.h"

/// Convolutions as the layers use them. Private to this folder.
namespace wgan {

/// Height and width of a feature map.
using Extent = std::array<int64_t, 2>;

/// The geometry of a convolution. Pixel q of the small map depends on the pixels
/// stride q - before + tap of the large map; pixels outside the large map are zero.
struct Geometry {
  Extent large, small;  // of the maps
  Extent before;        // padding above and to the left
  int64_t stride = 2;
  int64_t groups = 1;  // of channels, which are convolved by themselves
};

/// The convolution y(x, w) and its transpose x(y, w), for x [N, I, large], y [N, O, small] and w
/// [O, I / groups, kernel]; `bias` may be undefined. Both are bilinear, and so is w(x, y), the
/// gradient with respect to w: the derivatives of each of the three are the other two. All can be
/// differentiated any number of times, and gradients that nobody asks for are not computed. Weights
/// are rounded to the precision of the map.
Tensor convolve(const Tensor& x, const Tensor& w, const Tensor& bias, const Geometry& geometry);
Tensor convolve_transposed(const Tensor& y, const Tensor& w, const Tensor& bias,
                           const Geometry& geometry);
/// w(x, y), in the shape and precision of `like`. It has no derivatives.
Tensor convolution_weight_gradient(const Tensor& x, const Tensor& y, const Tensor& like,
                                   const Geometry& geometry);

}  // namespace wgan
