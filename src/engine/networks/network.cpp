#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full_like.h>

#include <limits>

#include "layers.h"
#include "wgan/base/error.h"
#include "wgan/device/device.h"
#include "wgan/text/text.h"

namespace wgan {

Network::Network(std::vector<std::unique_ptr<Layer>> layers)
    : layers_(std::make_unique<Stack>("network", std::move(layers))) {
  collect_parameters();
}
Network::Network(Network&&) noexcept = default;
Network::~Network() = default;

void Network::collect_parameters() {
  parameters_.clear();
  buffers_.clear();
  for (Layer* module : layers_->modules()) {
    parameters_.insert(parameters_.end(), module->parameters().begin(), module->parameters().end());
    buffers_.insert(buffers_.end(), module->buffers().begin(), module->buffers().end());
  }
  if (reference_) buffers_.push_back(*reference_);
}

bool Network::needs_reference() const { return layers_->needs_reference(); }

void Network::set_reference(const Tensor& batch) {
  const auto options = parameters_.front().tensor.options().requires_grad(false);
  reference_ = {"reference", batch.detach().to(options).clone()};
  collect_parameters();
}

Tensor Network::run(Tensor x, Pass pass, bool features_only) const {
  const auto input_type = x.scalar_type(), type = pass.precision.value_or(input_type);
  if (reference_) {
    pass.reference = reference_->tensor.size(0);
    x = at::cat({reference_->tensor, x});
  }
  x = x.to(type);
  x = features_only ? layers_->features(x, pass) : layers_->forward(x, pass);
  if (pass.reference) x = x.narrow(0, pass.reference, x.size(0) - pass.reference);
  return x.to(input_type);
}

Tensor Network::forward(const Tensor& input, const Pass& pass) const {
  return run(input, pass, /*features_only=*/false);
}

Tensor Network::features(const Tensor& input, const Pass& pass) const {
  return run(input, pass, /*features_only=*/true);
}

std::string Network::to_onnx(OnnxGraph& graph, const std::string& input, int64_t latent,
                             const std::string& labels) const {
  OnnxWriter onnx{graph, labels};
  if (!reference_) return layers_->to_onnx(onnx, input, {latent});
  const int64_t samples = onnx.reference = reference_->tensor.size(0);
  const std::string all =
      graph.node("Concat", {onnx.constant(reference_->name, reference_->tensor), input},
                 {{"axis", int64_t{0}}});
  return onnx.slice(layers_->to_onnx(onnx, all, {latent}), 0, samples,
                    std::numeric_limits<int64_t>::max());
}

std::optional<Tensor> Network::input_gradient(const Tensor& input, const Pass& pass) const {
  if (!layers_->piecewise_linear()) return std::nullopt;
  const auto input_type = input.scalar_type(), type = pass.precision.value_or(input_type);
  Trace trace;
  Tensor x;
  {
    const at::NoGradGuard no_grad;
    x = layers_->forward_traced(input.detach().to(type), pass, trace);
  }
  if (x.size(1) != 1) return std::nullopt;
  const Tensor g =
      at::full_like(x, static_cast<double>(x.size(0)) / static_cast<double>(x.numel()));
  return layers_->chain(g, pass, trace).to(input_type);
}

std::vector<Parameter> Network::parameters_behind(int64_t count) const {
  std::vector<Parameter> behind;
  int64_t passed = 0;
  for (const auto& layer : layers_->layers()) {
    bool multiplies = false;
    const std::vector<Layer*> modules = layer->modules();
    for (Layer* module : modules) {
      for (const Parameter& p : module->parameters()) multiplies |= p.fan_in > 0;
    }
    if (multiplies) ++passed;
    if (passed <= count && count > 0) continue;
    for (Layer* module : modules)
      behind.insert(behind.end(), module->parameters().begin(), module->parameters().end());
  }
  if (behind.empty())
    throw Error(ExitCode::kUsage, cat("--freeze-critic ", count,
                                      " leaves nothing to learn: the critic "
                                      "has ",
                                      passed, " layers"));
  return behind;
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
  for (Layer* module : layers_->modules()) {
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
  for (const auto& layer : layers_->layers()) {
    const LayerDescription description = layer->describe(input);
    const int64_t parameters = layer->weights();
    const bool keeps_output = parameters > 0 && !layer->made_of_others();
    const int64_t outputs = keeps_output ? numbers_in(description.output) : 0;
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
