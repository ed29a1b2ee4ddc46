#include "onnx_writer.h"

#include <ATen/ops/tensor.h>

#include "wgan/device/float_bytes.h"

namespace wgan {

std::string OnnxWriter::constant(const std::string& name, const Tensor& values) const {
  return graph.constant(name, values.sizes().vec(), float_bytes(values));
}

std::string OnnxWriter::reshaped(const std::string& x, std::vector<int64_t> shape) const {
  shape.insert(shape.begin(), -1);
  return with("Reshape", x, graph.integers(shape));
}

std::string OnnxWriter::doubled(const std::string& x, bool bilinear,
                                const std::vector<int64_t>& to) const {
  const std::string scales =
      constant(x + ".scales", at::tensor(std::vector<double>{1, 1, 2, 2}, at::kDouble));
  const std::string large =
      graph.node("Resize", {x, "", scales},
                 {{"mode", bilinear ? "linear" : "nearest"},
                  {"coordinate_transformation_mode", bilinear ? "half_pixel" : "asymmetric"},
                  {"nearest_mode", "floor"}});
  // An odd extent is cut; an even one stays as it is.
  if (to[0] % 2 == 0 && to[1] % 2 == 0) return large;
  return slice(slice(large, 2, 0, to[0]), 3, 0, to[1]);
}

std::string OnnxWriter::slice(const std::string& x, int64_t axis, int64_t from, int64_t to) const {
  return graph.node("Slice",
                    {x, graph.integers({from}), graph.integers({to}), graph.integers({axis})});
}

}  // namespace wgan
