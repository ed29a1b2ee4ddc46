#include "layers.h"

#include <stdexcept>

namespace wgan {

void Layer::add_parameter(const std::string& name, Tensor tensor, bool norm) {
  parameters_.push_back({name_ + "." + name, tensor.requires_grad_(), norm});
}

void Layer::add_buffer(const std::string& name, Tensor tensor) {
  buffers_.push_back({name_ + "." + name, std::move(tensor)});
}

Tensor Layer::vjp(const Tensor&, const Tensor&, const Pass&) const {
  throw std::logic_error(name_ + " has no vector-Jacobian product");
}

}  // namespace wgan
