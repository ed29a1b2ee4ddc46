#include "wgan/device/float_bytes.h"

#include <ATen/TensorOperators.h>

namespace wgan {

std::string float_bytes(const Tensor& tensor) {
  const Tensor floats = tensor.detach().to(at::kCPU, at::kFloat).contiguous();
  return {static_cast<const char*>(floats.const_data_ptr()), static_cast<size_t>(floats.nbytes())};
}

}  // namespace wgan
