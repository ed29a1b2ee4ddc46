#pragma once

#include <array>

#include "wgan/device/tensor.h"

/// Convolutions as the layers use them. Private to this room.
namespace wgan {

/// Height and width of a feature map.
using Extent = std::array<int64_t, 2>;

/// How a kernel steps over a map: pixel q of the small map sees the pixels stride q - before + tap
/// of the large one, where those outside are zero.
struct Geometry {
  Extent large, small;  // of the maps
  Extent before;        // pixels of zeros in front, down and across
  int64_t stride = 2;
};

/// The convolution y(x, w) and its transpose x(y, w), for x [N, I, large], y [N, O, small] and w
/// [O, I, kernel]; `bias` may be undefined. Both are bilinear, and so is w(x, y), the gradient with
/// respect to w: the derivatives of each of the three are the other two. They may be differentiated
/// as often as one likes; what nobody asks for is not computed. Weights of another precision than
/// the map's are rounded to it.
Tensor convolve(const Tensor& x, const Tensor& w, const Tensor& bias, const Geometry& geometry);
Tensor convolve_transposed(const Tensor& y, const Tensor& w, const Tensor& bias,
                           const Geometry& geometry);

}  // namespace wgan
