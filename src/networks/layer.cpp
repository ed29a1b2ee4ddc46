#include "layers.h"

namespace wgan {

void Layer::add_parameter(const std::string& name, Tensor tensor, bool norm) {
  parameters_.push_back({name_ + "." + name, tensor.requires_grad_(), norm});
}

void Layer::add_buffer(const std::string& name, Tensor tensor) {
  buffers_.push_back({name_ + "." + name, std::move(tensor)});
}

}  // namespace wgan
