#pragma once

#include <string>

#include "wgan/device/tensor.h"

namespace wgan {

/// Returns a tensor's numbers as the bytes of floats in C order, as other programs' files have
/// them.
std::string float_bytes(const Tensor& tensor);

}  // namespace wgan
