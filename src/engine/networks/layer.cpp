#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/addcmul.h>
#include <ATen/ops/dot.h>
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

Tensor unit(const Tensor& vector) {
  constexpr double kLeast = 1e-12;
  return vector / vector.norm().clamp_min(kLeast);
}

}  // namespace

int64_t numbers_in(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
}

Tensor along_samples(const Tensor& values, const Tensor& like) {
  Shape shape(static_cast<size_t>(like.dim()), 1);
  shape[0] = values.size(0);
  return values.reshape(shape);
}

MetaDeviceGuard::MetaDeviceGuard() : before_(std::exchange(on_meta_device, true)) {}
MetaDeviceGuard::~MetaDeviceGuard() { on_meta_device = before_; }

void Layer::add_parameter(const std::string& name, const Shape& shape, Fill fill, bool norm) {
  parameters_.push_back({name_ + "." + name, new_tensor(shape, fill).requires_grad_(), norm});
}

void Layer::add_weight(const std::string& name, const Shape& shape, int64_t fan_in) {
  add_parameter(name, shape, Fill::kUnset);
  parameters_.back().fan_in = fan_in;
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

Tensor Layer::forward_traced(const Tensor& x, const Pass& pass, Trace& trace) const {
  trace.input = x;
  return forward(x, pass);
}

Tensor Layer::chain(const Tensor& g, const Pass& pass, Trace& trace) const {
  if (!parameters_.empty()) trace.delta = g;
  return vjp(g, trace.input, pass);
}

Tensor Layer::tangent(const Tensor& v, const Tensor& c, const Pass& pass, const Trace& trace,
                      bool wanted, TensorList& gradients) const {
  const Tensor& x = trace.input;
  if (trace.delta.defined()) {
    const Tensor u = !c.defined()  ? v
                     : v.defined() ? at::addcmul(v, x, along_samples(c, x))
                                   : x * along_samples(c, x);
    for (Tensor& gradient : weight_gradients(u, trace.delta, c, pass))
      gradients.push_back(std::move(gradient));
  }
  return v.defined() && wanted ? jvp(v, x, pass) : Tensor();
}

std::string Layer::to_onnx(const OnnxWriter&, const std::string&, const Shape&) const {
  throw std::logic_error(name() + " is no layer of generators");
}

std::string Layer::constant(const OnnxWriter& onnx, const Parameter& parameter) {
  return onnx.constant(parameter.name, parameter.tensor);
}

int64_t Layer::weights() {
  int64_t count = 0;
  for (const Layer* module : modules()) {
    for (const Parameter& p : module->parameters()) count += p.tensor.numel();
  }
  return count;
}

void Layer::divide_by_singular_value() {
  spectral_norm_ = true;
  add_buffer("singular", {parameter(0).size(0)}, Fill::kOnes);  // the left singular vector
}

Tensor Layer::normalised_weight(const Pass& pass) const {
  const Tensor& weight = parameter(0);
  if (!spectral_norm_) return weight;
  const Tensor& left = buffers_[0].tensor;
  Tensor u, v;
  {
    const at::NoGradGuard no_grad;
    const Tensor matrix = weight.flatten(1);
    v = unit(at::mv(matrix.t(), left));
    u = unit(at::mv(matrix, v));
    if (pass.training && pass.momentum != 0.0) left.copy_(u);  // else the pass only looks
  }
  return weight / at::dot(u, at::mv(weight.flatten(1), v));
}

Tensor Layer::bias_gradient(const Tensor& g, const Tensor& c, const Tensor& bias) {
  if (!c.defined()) return at::zeros_like(bias).detach();
  const Tensor of_sample = g.dim() > 2 ? g.sum({2, 3}) : g;
  return at::mv(of_sample.t(), c).to(bias.scalar_type());
}

}  // namespace wgan
