#include <ATen/TensorOperators.h>

#include "layers.h"
#include "wgan/device/device.h"
#include "wgan/networks/products.h"

namespace wgan {
namespace {

/// Its parameters are the map and the weight that z is multiplied with.
class LearntMap : public Layer {
 public:
  LearntMap(std::string name, int64_t in, int64_t channels, Extent extent)
      : Layer(std::move(name)) {
    add_weight("weight", {channels, in}, in);
    add_parameter("map.weight", {channels, extent[0], extent[1]}, Fill::kUnset);
    parameters_.back().deviation = 1;
  }
  Tensor forward(const Tensor& z, const Pass&) const override {
    const Tensor scales = linear(z.flatten(1), parameter_for(z, 0));
    return (scales.unsqueeze(2).unsqueeze(3) * parameter_for(z, 1))
        .contiguous(memory_format_on(z.device()));
  }
  std::string to_onnx(const OnnxWriter& onnx, const std::string& z, const Shape&) const override {
    const std::string scales =
        onnx.graph.node("Gemm", {z, constant(onnx, parameters_[0])}, {{"transB", int64_t{1}}});
    return onnx.with("Mul", onnx.reshaped(scales, {parameter(1).size(0), 1, 1}),
                     constant(onnx, parameters_[1]));
  }
  LayerDescription describe(const Shape&) const override {
    const Tensor& map = parameter(1);
    return {.kind = "learnt map, times a dense function",
            .output = map.sizes().vec(),
            .multiply_adds = parameter(0).numel()};
  }
};

}  // namespace

LayerPtr learnt_map(std::string name, int64_t in, int64_t channels, Extent extent) {
  return std::make_unique<LearntMap>(std::move(name), in, channels, extent);
}

}  // namespace wgan
