#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <stdexcept>
#include <utility>

#include "layers.h"

namespace wgan {
namespace {

thread_local bool without_values = false;

Tensor made(const Shape& shape, Begin begin) {
  const at::TensorOptions options(without_values ? at::kMeta : at::kCPU);
  if (begin == Begin::kUnset || without_values) return at::empty(shape, options);
  return begin == Begin::kZeros ? at::zeros(shape, options) : at::ones(shape, options);
}

}  // namespace

WithoutValues::WithoutValues() : before_(std::exchange(without_values, true)) {}
WithoutValues::~WithoutValues() { without_values = before_; }

void Layer::add_parameter(const std::string& name, const Shape& shape, Begin begin, bool norm) {
  parameters_.push_back({name_ + "." + name, made(shape, begin).requires_grad_(), norm});
}

void Layer::add_buffer(const std::string& name, const Shape& shape, Begin begin) {
  buffers_.push_back({name_ + "." + name, made(shape, begin)});
}

Tensor Layer::vjp(const Tensor&, const Tensor&, const Pass&) const {
  throw std::logic_error(name_ + " has no vector-Jacobian product");
}

}  // namespace wgan
