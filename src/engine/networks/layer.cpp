#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mv.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <functional>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "layers.h"

namespace wgan {
namespace {

thread_local bool on_meta_device = false;

Tensor new_tensor(const Shape& shape, Fill fill) {
  const at::TensorOptions options(on_meta_device ? at::kMeta : at::kCPU);
  if (fill == Fill::kUnset || on_meta_device) return at::empty(shape, options);
  return fill == Fill::kZeros ? at::zeros(shape, options) : at::ones(shape, options);
}

}  // namespace

int64_t numbers_in(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
}

MetaDeviceGuard::MetaDeviceGuard() : before_(std::exchange(on_meta_device, true)) {}
MetaDeviceGuard::~MetaDeviceGuard() { on_meta_device = before_; }

void Layer::add_parameter(const std::string& name, const Shape& shape, Fill fill, bool norm) {
  parameters_.push_back({name_ + "." + name, new_tensor(shape, fill).requires_grad_(), norm});
}

void Layer::add_buffer(const std::string& name, const Shape& shape, Fill fill) {
  buffers_.push_back({name_ + "." + name, new_tensor(shape, fill)});
}

Tensor Layer::vjp(const Tensor&, const Tensor&, const Pass&) const {
  throw std::logic_error(name_ + " has no vector-Jacobian product");
}

Tensor Layer::jvp(const Tensor&, const Tensor&, const Pass&) const {
  throw std::logic_error(name_ + " has no Jacobian-vector product");
}

TensorList Layer::weight_gradients(const Tensor&, const Tensor&, const Tensor&, const Pass&) const {
  if (parameters_.empty()) return {};
  throw std::logic_error(name_ + " has no gradients of its weights");
}

Tensor Layer::bias_gradient(const Tensor& g, const Tensor& c, const Tensor& bias) {
  if (!c.defined()) return at::zeros_like(bias).detach();
  const Tensor of_sample = g.dim() > 2 ? g.sum({2, 3}) : g;
  return at::mv(of_sample.t(), c).to(bias.scalar_type());
}

}  // namespace wgan
