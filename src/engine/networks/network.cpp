#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full_like.h>

#include <algorithm>

#include "layers.h"
#include "wgan/base/error.h"
#include "wgan/device/device.h"

namespace wgan {
namespace {

/// The receptive field of a layer with the field `layer` whose input has the field `input`.
ReceptiveField composed(const ReceptiveField& input, const ReceptiveField& layer) {
  constexpr int64_t kAll = ReceptiveField::kAll;
  const bool all = input.pixels == kAll || layer.pixels == kAll;
  return {.pixels = all ? kAll : input.pixels + (layer.pixels - 1) * input.stride,
          .stride = input.stride * layer.stride};
}

}  // namespace

Network::Network(std::vector<std::unique_ptr<Layer>> layers) : layers_(std::move(layers)) {
  collect_parameters();
}
Network::Network(Network&&) noexcept = default;
Network::~Network() = default;

std::vector<Layer*> Network::modules() const {
  std::vector<Layer*> all;
  for (const auto& layer : layers_) {
    for (Layer* module : layer->modules()) all.push_back(module);
  }
  return all;
}

void Network::collect_parameters() {
  parameters_.clear();
  buffers_.clear();
  for (Layer* module : modules()) {
    parameters_.insert(parameters_.end(), module->parameters().begin(), module->parameters().end());
    buffers_.insert(buffers_.end(), module->buffers().begin(), module->buffers().end());
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
  collect_parameters();
}

Tensor Network::run(Tensor x, Pass pass, size_t layers) const {
  const auto input_type = x.scalar_type(), type = pass.precision.value_or(input_type);
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
  return x.to(input_type);
}

Tensor Network::forward(const Tensor& input, const Pass& pass) const {
  return run(input, pass, layers_.size());
}

Tensor Network::features(const Tensor& input, const Pass& pass) const {
  return run(input, pass, layers_.size() - 1);
}

bool Network::piecewise_linear() const {
  return std::all_of(layers_.begin(), layers_.end(),
                     [](const auto& layer) { return layer->piecewise_linear(); });
}

std::optional<Tensor> Network::input_gradient(const Tensor& input, const Pass& pass) const {
  if (!piecewise_linear()) return std::nullopt;
  const auto input_type = input.scalar_type(), type = pass.precision.value_or(input_type);
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
  return g.to(input_type);
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
  for (Layer* module : modules()) {
    for (Parameter& p : module->parameters())
      p.tensor = in_order(p.tensor.detach().to(device, type)).requires_grad_();
    for (Parameter& b : module->buffers()) b.tensor = b.tensor.to(device, type);
  }
  if (reference_) reference_->tensor = reference_->tensor.to(device, type);
  collect_parameters();
}

std::vector<LayerInfo> Network::describe(const std::vector<int64_t>& shape) const {
  const bool has_pixels = shape.size() == 3;
  std::vector<int64_t> input = shape;
  std::vector<LayerInfo> table;
  ReceptiveField field;
  for (const auto& layer : layers_) {
    const LayerDescription description = layer->describe(input);
    int64_t parameters = 0;
    for (Layer* module : layer->modules()) {
      for (const Parameter& p : module->parameters()) parameters += p.tensor.numel();
    }
    const int64_t outputs = parameters > 0 ? numbers_in(description.output) : 0;
    field = composed(field, description.field);
    table.push_back({.name = layer->name(),
                     .kind = description.kind,
                     .output = description.output,
                     .parameters = parameters,
                     .kept = outputs + description.kept,
                     .multiply_adds = description.multiply_adds,
                     .receptive = has_pixels ? field.pixels : 0});
    input = description.output;
  }
  return table;
}

}  // namespace wgan
