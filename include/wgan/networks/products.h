#pragma once

#include "wgan/device/tensor.h"

/// Products of matrices.
///
/// LibTorch has two libraries for them. Its own operators call MKL, which is made for Intel's
/// processors and reaches half of oneDNN's rate on some of AMD's; oneDNN is as fast on both. On the
/// processor, float products therefore go to oneDNN, whatever the make (docs/performance.md).
namespace wgan {

/// Returns a bᵀ + bias, [M, N], for a [M, K], b [N, K] and bias [N], which may be undefined. It has
/// no derivatives. b may be a transposed view; a transposed `a` is copied.
Tensor product(const Tensor& a, const Tensor& b, const Tensor& bias = {});

/// Returns the same for a fully connected layer: x [M, K], w [N, K]. It can be differentiated any
/// number of times.
Tensor linear(const Tensor& x, const Tensor& w, const Tensor& bias = {});

}  // namespace wgan
