#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>

#include "layers.h"

namespace wgan {

Network::Network(std::vector<std::unique_ptr<Layer>> layers) : layers_(std::move(layers)) {
  collect();
}
Network::Network(Network&&) noexcept = default;
Network::~Network() = default;

void Network::collect() {
  parameters_.clear();
  buffers_.clear();
  for (const auto& layer : layers_) {
    parameters_.insert(parameters_.end(), layer->parameters().begin(), layer->parameters().end());
    buffers_.insert(buffers_.end(), layer->buffers().begin(), layer->buffers().end());
  }
}

Tensor Network::run(Tensor x, const Pass& pass, size_t layers) const {
  for (size_t i = 0; i < layers; ++i) {
    x = layers_[i]->forward(x, pass);
    if (pass.witness) (*pass.witness)(layers_[i]->name(), x);
  }
  return x;
}

Tensor Network::forward(const Tensor& input, const Pass& pass) const {
  return run(input, pass, layers_.size());
}

Tensor Network::features(const Tensor& input, const Pass& pass) const {
  return run(input, pass, layers_.size() - 1);
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
  for (const auto& layer : layers_) {
    for (Parameter& p : layer->parameters())
      p.tensor = p.tensor.detach().to(device, type).requires_grad_();
    for (Parameter& b : layer->buffers()) b.tensor = b.tensor.to(device, type);
  }
  collect();
}

std::vector<LayerInfo> Network::describe(const std::vector<int64_t>& shape) const {
  const at::NoGradGuard no_grad;
  std::vector<int64_t> input{2};
  input.insert(input.end(), shape.begin(), shape.end());
  Tensor x = at::zeros(input, parameters_.front().tensor.options());
  std::vector<LayerInfo> table;
  for (const auto& layer : layers_) {
    x = layer->forward(x, {.labels = {}, .training = false});
    int64_t count = 0;
    for (const Parameter& p : layer->parameters()) count += p.tensor.numel();
    table.push_back({layer->name(), layer->kind(), x.sizes().slice(1).vec(), count});
  }
  return table;
}

}  // namespace wgan
