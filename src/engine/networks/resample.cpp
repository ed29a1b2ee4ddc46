#include <ATen/TensorOperators.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/avg_pool2d_backward.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/lerp.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <ATen/ops/upsample_nearest2d.h>

#include "layers.h"
#include "wgan/device/device.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// A linear function of each map by itself, without weights.
class AverageDown : public Layer {
 public:
  using Layer::Layer;
  Tensor forward(const Tensor& x, const Pass&) const override {
    return at::avg_pool2d(x, {2, 2}, {2, 2}, {0, 0}, /*ceil_mode=*/true);
  }
  bool piecewise_linear() const override { return true; }
  Tensor vjp(const Tensor& g, const Tensor& x, const Pass&) const override {
    return at::avg_pool2d_backward(g, x, {2, 2}, {2, 2}, {0, 0}, /*ceil_mode=*/true,
                                   /*count_include_pad=*/true, /*divisor_override=*/{});
  }
  Tensor jvp(const Tensor& v, const Tensor&, const Pass& pass) const override {
    return forward(v, pass);
  }
  LayerDescription describe(const Shape& x) const override {
    return {.kind = "mean of 2x2 pixels",
            .output = {x[0], (x[1] + 1) / 2, (x[2] + 1) / 2},
            .field = {.pixels = 2, .stride = 2}};
  }
};

class AverageWholeMap : public Layer {
 public:
  using Layer::Layer;
  Tensor forward(const Tensor& x, const Pass&) const override {
    return x.mean({2, 3}, /*keepdim=*/true);
  }
  bool piecewise_linear() const override { return true; }
  Tensor vjp(const Tensor& g, const Tensor& x, const Pass&) const override {
    return (g * (1.0 / static_cast<double>(x.size(2) * x.size(3)))).expand_as(x);
  }
  Tensor jvp(const Tensor& v, const Tensor&, const Pass& pass) const override {
    return forward(v, pass);
  }
  LayerDescription describe(const Shape& x) const override {
    return {.kind = "mean of the map",
            .output = {x[0], 1, 1},
            .field = {.pixels = ReceptiveField::kAll}};
  }
};

enum class Interpolation { kBilinear, kNearest };

class Up : public Layer {
 public:
  Up(std::string name, Extent to, Interpolation interpolation)
      : Layer(std::move(name)), to_(to), interpolation_(interpolation) {}
  Tensor forward(const Tensor& x, const Pass&) const override {
    if (interpolation_ == Interpolation::kNearest) return at::upsample_nearest2d(x, to_);
    const Tensor large = doubled(x);
    if (large.size(2) == to_[0] && large.size(3) == to_[1]) return large;
    return large.narrow(2, 0, to_[0]).narrow(3, 0, to_[1]).clone(memory_format_on(x.device()));
  }
  std::string to_onnx(const OnnxWriter& onnx, const std::string& x, const Shape&) const override {
    return onnx.doubled(x, interpolation_ == Interpolation::kBilinear, {to_[0], to_[1]});
  }
  LayerDescription describe(const Shape& x) const override {
    return {.kind = cat("doubled, ",
                        interpolation_ == Interpolation::kBilinear ? "bilinear" : "nearest"),
            .output = {x[0], to_[0], to_[1]},
            .kept = x[0] * to_[0] * to_[1]};
  }

 private:
  /// LibTorch's gradient of the bilinear kernel adds in no fixed order on a GPU, so that it is made
  /// of slices there.
  static Tensor doubled(const Tensor& x) {
    if (x.is_cpu())
      return at::upsample_bilinear2d(x, {2 * x.size(2), 2 * x.size(3)}, /*align_corners=*/false);
    return doubled_along(doubled_along(x, 2), 3).contiguous(memory_format_on(x.device()));
  }
  /// The centres of the large pixels are a quarter of a small pixel before and behind its centre.
  static Tensor doubled_along(const Tensor& x, int64_t axis) {
    const int64_t n = x.size(axis);
    const Tensor before = at::cat({x.narrow(axis, 0, 1), x.narrow(axis, 0, n - 1)}, axis),
                 behind = at::cat({x.narrow(axis, 1, n - 1), x.narrow(axis, n - 1, 1)}, axis);
    return at::stack({at::lerp(x, before, 0.25), at::lerp(x, behind, 0.25)}, axis + 1)
        .flatten(axis, axis + 1);
  }

  Extent to_;
  Interpolation interpolation_;
};

}  // namespace

LayerPtr average_down(std::string name) { return std::make_unique<AverageDown>(std::move(name)); }
LayerPtr average_whole_map(std::string name) {
  return std::make_unique<AverageWholeMap>(std::move(name));
}
LayerPtr bilinear_up(std::string name, Extent to) {
  return std::make_unique<Up>(std::move(name), to, Interpolation::kBilinear);
}
LayerPtr nearest_up(std::string name, Extent to) {
  return std::make_unique<Up>(std::move(name), to, Interpolation::kNearest);
}

}  // namespace wgan
