#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <stdexcept>
#include <utility>

#include "layers.h"

namespace wgan {
namespace {

thread_local bool on_meta_device = false;

Tensor made(const Shape& shape, Fill begin) {
  const at::TensorOptions options(on_meta_device ? at::kMeta : at::kCPU);
  if (begin == Fill::kUnset || on_meta_device) return at::empty(shape, options);
  return begin == Fill::kZeros ? at::zeros(shape, options) : at::ones(shape, options);
}

}  // namespace

MetaDeviceGuard::MetaDeviceGuard() : before_(std::exchange(on_meta_device, true)) {}
MetaDeviceGuard::~MetaDeviceGuard() { on_meta_device = before_; }

void Layer::add_parameter(const std::string& name, const Shape& shape, Fill begin, bool norm) {
  parameters_.push_back({name_ + "." + name, made(shape, begin).requires_grad_(), norm});
}

void Layer::add_buffer(const std::string& name, const Shape& shape, Fill begin) {
  buffers_.push_back({name_ + "." + name, made(shape, begin)});
}

Tensor Layer::vjp(const Tensor&, const Tensor&, const Pass&) const {
  throw std::logic_error(name_ + " has no vector-Jacobian product");
}

}  // namespace wgan
