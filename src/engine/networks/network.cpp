#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full_like.h>

#include <algorithm>
#include <numeric>

#include "layers.h"
#include "wgan/base/error.h"
#include "wgan/device/device.h"

namespace wgan {

Network::Network(std::vector<std::unique_ptr<Layer>> layers) : layers_(std::move(layers)) {
  collect();
}
Network::Network(Network&&) noexcept = default;
Network::~Network() = default;

std::vector<Layer*> Network::parts() const {
  std::vector<Layer*> all;
  for (const auto& layer : layers_) {
    for (Layer* part : layer->parts()) all.push_back(part);
  }
  return all;
}

void Network::collect() {
  parameters_.clear();
  buffers_.clear();
  for (Layer* part : parts()) {
    parameters_.insert(parameters_.end(), part->parameters().begin(), part->parameters().end());
    buffers_.insert(buffers_.end(), part->buffers().begin(), part->buffers().end());
  }
  if (reference_) buffers_.push_back(*reference_);
}

bool Network::needs_reference() const {
  return std::any_of(layers_.begin(), layers_.end(),
                     [](const auto& layer) { return layer->needs_reference(); });
}

void Network::set_reference(const Tensor& batch) {
  const auto options = parameters_.front().tensor.options().requires_grad(false);
  reference_ = {"reference", batch.detach().to(options).clone()};
  collect();
}

Tensor Network::run(Tensor x, Pass pass, size_t layers) const {
  const auto given = x.scalar_type(), type = pass.precision.value_or(given);
  if (reference_) {
    pass.reference = reference_->tensor.size(0);
    x = at::cat({reference_->tensor, x});
  }
  x = x.to(type);
  for (size_t i = 0; i < layers; ++i) {
    x = layers_[i]->forward(x, pass).to(type);
    if (pass.observer) (*pass.observer)(layers_[i]->name(), x);
  }
  if (pass.reference) x = x.narrow(0, pass.reference, x.size(0) - pass.reference);
  return x.to(given);
}

Tensor Network::forward(const Tensor& input, const Pass& pass) const {
  return run(input, pass, layers_.size());
}

Tensor Network::features(const Tensor& input, const Pass& pass) const {
  return run(input, pass, layers_.size() - 1);
}

std::optional<Tensor> Network::input_gradient(const Tensor& input, const Pass& pass) const {
  if (!std::all_of(layers_.begin(), layers_.end(),
                   [](const auto& layer) { return layer->piecewise_linear(); }))
    return std::nullopt;
  const auto given = input.scalar_type(), type = pass.precision.value_or(given);
  TensorList inputs;
  Tensor x = input.detach().to(type);
  {
    const at::NoGradGuard no_grad;
    for (const auto& layer : layers_) {
      inputs.push_back(x);
      x = layer->forward(x, pass).to(type);
      if (pass.observer) (*pass.observer)(layer->name(), x);
    }
  }
  if (x.size(1) != 1) return std::nullopt;
  Tensor g = at::full_like(x, static_cast<double>(x.size(0)) / static_cast<double>(x.numel()));
  for (size_t i = layers_.size(); i-- > 0;) {
    g = layers_[i]->vjp(g, inputs[i], pass);
    inputs.pop_back();
  }
  return g.to(given);
}

NamedTensors Network::state() const {
  NamedTensors all;
  for (const auto* list : {&parameters_, &buffers_}) {
    for (const Parameter& p : *list) all.emplace_back(p.name, p.tensor);
  }
  return all;
}

int64_t Network::parameter_count() const {
  int64_t count = 0;
  for (const Parameter& p : parameters_) count += p.tensor.numel();
  return count;
}

void Network::to(Device device, at::ScalarType type) {
  const auto in_order = [](const Tensor& tensor) {
    return tensor.dim() == 4 ? tensor.contiguous(memory_format_on(tensor.device())) : tensor;
  };
  for (Layer* part : parts()) {
    for (Parameter& p : part->parameters())
      p.tensor = in_order(p.tensor.detach().to(device, type)).requires_grad_();
    for (Parameter& b : part->buffers()) b.tensor = b.tensor.to(device, type);
  }
  if (reference_) reference_->tensor = reference_->tensor.to(device, type);
  collect();
}

std::vector<LayerInfo> Network::describe(const std::vector<int64_t>& shape) const {
  std::vector<int64_t> x = shape;
  std::vector<LayerInfo> table;
  ReceptiveField whole;
  for (const auto& layer : layers_) {
    x = layer->output_shape(x);
    const int64_t outputs = std::accumulate(x.begin(), x.end(), int64_t{1}, std::multiplies<>());
    int64_t count = 0, kept = 0, multiply_adds = 0;
    for (Layer* part : layer->parts()) {
      for (const Parameter& p : part->parameters()) count += p.tensor.numel();
      kept += part->kept_inside(outputs);
      multiply_adds += part->multiply_adds();
    }
    if (count > 0) kept += outputs;
    const ReceptiveField reach = layer->reach();
    if (reach.pixels == ReceptiveField::kAll || whole.pixels == ReceptiveField::kAll)
      whole.pixels = ReceptiveField::kAll;
    else whole.pixels += (reach.pixels - 1) * whole.stride;
    whole.stride *= reach.stride;
    table.push_back({layer->name(), layer->kind(), x, count, kept, multiply_adds,
                     shape.size() == 3 ? whole.pixels : 0});
  }
  return table;
}

}  // namespace wgan
