#include <ATen/TensorOperators.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/flip.h>
#include <ATen/ops/repeat_interleave.h>

#include <algorithm>

#include "layers.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// The padding in front of an axis whose output has ceil(extent / stride) pixels, if the padding on
/// both sides together is the least.
int64_t padding_before(int64_t extent, int64_t kernel, int64_t stride, OddPadding odd) {
  const int64_t outputs = (extent + stride - 1) / stride;
  const int64_t total = std::max<int64_t>(0, (outputs - 1) * stride + kernel - extent);
  return odd == OddPadding::kBehind ? total / 2 : total - total / 2;
}

/// The geometry from `large` to its half, rounded up, or at stride 1 to the same extent.
Geometry geometry(Extent large, int64_t kernel, int64_t stride,
                  OddPadding odd = OddPadding::kBehind, int64_t groups = 1) {
  Geometry g{.large = large, .small = {}, .before = {}, .stride = stride, .groups = groups};
  for (const size_t axis : {0, 1}) {
    g.small[axis] = (large[axis] + stride - 1) / stride;
    g.before[axis] = padding_before(large[axis], kernel, stride, odd);
  }
  return g;
}

/// The geometry from `extent` to one pixel.
Geometry whole(Extent extent) {
  return {.large = extent, .small = {1, 1}, .before = {0, 0}, .stride = 1};
}

/// The base of all convolutions: a weight and an optional bias.
class ConvolutionLayer : public Layer {
 public:
  ConvolutionLayer(std::string name, std::string kind, const Shape& weight, int64_t out,
                   int64_t fan_in, bool bias, const Geometry& geometry)
      : Layer(std::move(name)), geometry_(geometry), kind_(std::move(kind)) {
    add_weight("weight", weight, fan_in);
    if (bias) add_parameter("bias", {out}, Fill::kZeros);
  }
  void use_spectral_norm() override { divide_by_singular_value(); }

 protected:
  /// Describes an output of `channels` maps. Each weight is used once for every pixel of the small
  /// map.
  LayerDescription describe_output(int64_t channels, Extent extent) const {
    return {.kind = kind_,
            .output = {channels, extent[0], extent[1]},
            .multiply_adds = parameter(0).numel() * geometry_.small[0] * geometry_.small[1]};
  }
  /// Appends the operator, from the large map to the small one or back.
  std::string add_to(const OnnxWriter& onnx, const std::string& op, const std::string& x) const {
    const Tensor& w = parameter(0);
    const Geometry& g = geometry_;
    std::vector<int64_t> behind(2);
    for (const size_t axis : {0, 1})
      behind[axis] = (g.small[axis] - 1) * g.stride + w.size(2 + static_cast<int64_t>(axis)) -
                     g.large[axis] - g.before[axis];
    std::vector<std::string> inputs{x, constant(onnx, parameters_[0])};
    if (bias().defined()) inputs.push_back(constant(onnx, parameters_[1]));
    return onnx.graph.node(
        op, inputs,
        {{"pads", std::vector<int64_t>{g.before[0], g.before[1], behind[0], behind[1]}},
         {"strides", std::vector<int64_t>{g.stride, g.stride}},
         {"group", g.groups}});
  }
  /// The weight that multiplies the map.
  Tensor weight(const Pass& pass) const { return normalised_weight(pass); }
  Tensor bias() const { return parameters_.size() > 1 ? parameter(1) : Tensor(); }
  const Geometry geometry_;

 private:
  std::string kind_;
};

/// A convolution from the large map to the small one. The weight is [out, in / groups, k, k].
class Convolution : public ConvolutionLayer {
 public:
  Convolution(std::string name, std::string kind, int64_t in, int64_t out, Extent kernel, bool bias,
              const Geometry& geometry)
      : ConvolutionLayer(std::move(name), std::move(kind),
                         {out, in / geometry.groups, kernel[0], kernel[1]}, out,
                         in / geometry.groups * kernel[0] * kernel[1], bias, geometry) {}
  Tensor forward(const Tensor& x, const Pass& pass) const override {
    return convolve(x, weight(pass), bias(), geometry_);
  }
  std::string to_onnx(const OnnxWriter& onnx, const std::string& x, const Shape&) const override {
    return add_to(onnx, "Conv", x);
  }
  bool piecewise_linear() const override { return !spectral_norm(); }
  Tensor vjp(const Tensor& g, const Tensor&, const Pass&) const override {
    return convolve_transposed(g, parameter(0), {}, geometry_);
  }
  Tensor jvp(const Tensor& v, const Tensor&, const Pass&) const override {
    return convolve(v, parameter(0), {}, geometry_);
  }
  TensorList weight_gradients(const Tensor& u, const Tensor& g, const Tensor& c,
                              const Pass&) const override {
    TensorList gradients{convolution_weight_gradient(u, g, parameter(0), geometry_)};
    if (bias().defined()) gradients.push_back(bias_gradient(g, c, bias()));
    return gradients;
  }
  LayerDescription describe(const Shape&) const override {
    LayerDescription description = describe_output(parameter(0).size(0), geometry_.small);
    const bool one_pixel = geometry_.small == Extent{1, 1};
    description.field = one_pixel ? ReceptiveField{.pixels = ReceptiveField::kAll}
                                  : ReceptiveField{parameter(0).size(2), geometry_.stride};
    return description;
  }
};

/// The transpose, from the small map to the large one. The weight is [in, out, k, k].
class TransposedConvolution : public ConvolutionLayer {
 public:
  TransposedConvolution(std::string name, std::string kind, int64_t in, int64_t out, Extent kernel,
                        bool bias, const Geometry& geometry)
      : ConvolutionLayer(std::move(name), std::move(kind), {in, out, kernel[0], kernel[1]}, out,
                         taps(kernel[0], geometry, 0) * taps(kernel[1], geometry, 1) * in, bias,
                         geometry) {}
  Tensor forward(const Tensor& y, const Pass& pass) const override {
    return convolve_transposed(y.dim() == 2 ? y.unsqueeze(2).unsqueeze(3) : y, weight(pass), bias(),
                               geometry_);
  }
  std::string to_onnx(const OnnxWriter& onnx, const std::string& y, const Shape&) const override {
    // z has no axes of pixels.
    const bool of_z = geometry_.small == Extent{1, 1};
    return add_to(onnx, "ConvTranspose", of_z ? onnx.reshaped(y, {parameter(0).size(0), 1, 1}) : y);
  }
  LayerDescription describe(const Shape&) const override {
    return describe_output(parameter(0).size(1), geometry_.large);
  }

 private:
  /// The pixels of the small map on which a pixel of the large one depends along an axis, at most.
  static int64_t taps(int64_t kernel, const Geometry& geometry, size_t axis) {
    return std::min((kernel + geometry.stride - 1) / geometry.stride, geometry.small[axis]);
  }
};

/// Nearest-neighbour upsampling by two, then a convolution at stride 1. Where the map is doubled
/// exactly, both are one transposed convolution at stride 2, whose kernel is the sum of the four
/// places that the convolution's kernel takes on a repeated pixel: of k x k taps for each pixel of
/// the large map, a quarter or so is left.
class UpsampleConvolution : public ConvolutionLayer {
 public:
  UpsampleConvolution(std::string name, int64_t in, int64_t out, int64_t kernel, bool bias,
                      Extent to)
      : ConvolutionLayer(std::move(name), cat("doubled, convolution ", kernel, "x", kernel),
                         {out, in, kernel, kernel}, out, in * kernel * kernel, bias,
                         geometry(to, kernel, 1)),
        transposed_{.large = to,
                    .small = {to[0] / 2, to[1] / 2},
                    .before = {kernel - 1 - geometry_.before[0], kernel - 1 - geometry_.before[1]},
                    .stride = 2} {}
  Tensor forward(const Tensor& x, const Pass& pass) const override {
    if (is_exact()) return convolve_transposed(x, folded(weight(pass)), bias(), transposed_);
    const Tensor large = x.repeat_interleave(2, 2).repeat_interleave(2, 3);
    return convolve(large.narrow(2, 0, geometry_.large[0]).narrow(3, 0, geometry_.large[1]),
                    weight(pass), bias(), geometry_);
  }
  std::string to_onnx(const OnnxWriter& onnx, const std::string& x, const Shape&) const override {
    const std::string large =
        onnx.doubled(x, /*bilinear=*/false, {geometry_.large[0], geometry_.large[1]});
    return add_to(onnx, "Conv", large);
  }
  /// An upsampled map is kept for the gradient.
  LayerDescription describe(const Shape&) const override {
    LayerDescription description = describe_output(parameter(0).size(0), geometry_.large);
    const Tensor& w = parameter(0);
    if (is_exact()) {
      description.multiply_adds = w.size(0) * w.size(1) * (w.size(2) + 1) * (w.size(3) + 1) *
                                  transposed_.small[0] * transposed_.small[1];
    } else {
      description.kept = w.size(1) * geometry_.large[0] * geometry_.large[1];
    }
    return description;
  }

 private:
  bool is_exact() const { return geometry_.large[0] % 2 == 0 && geometry_.large[1] % 2 == 0; }
  /// Returns the kernel of the transposed convolution, [in, out, k + 1, k + 1]: pixels 2i and 2i +
  /// 1 of the large map are the same number, so that each tap counts for two neighbours.
  static Tensor folded(const Tensor& w) {
    const Tensor turned = w.transpose(0, 1).flip({2, 3});
    const Tensor lines =
        at::constant_pad_nd(turned, {0, 0, 0, 1}) + at::constant_pad_nd(turned, {0, 0, 1, 0});
    return at::constant_pad_nd(lines, {0, 1}) + at::constant_pad_nd(lines, {1, 0});
  }

  const Geometry transposed_;
};

std::string sides(Extent kernel) { return cat(kernel[0], "x", kernel[1]); }

}  // namespace

LayerPtr conv_stride2(std::string name, int64_t in, int64_t out, int64_t kernel, Extent from,
                      bool bias, OddPadding odd) {
  const Extent k{kernel, kernel};
  return std::make_unique<Convolution>(std::move(name), cat("convolution ", sides(k), ", stride 2"),
                                       in, out, k, bias, geometry(from, kernel, 2, odd));
}
LayerPtr conv_transpose_x2(std::string name, int64_t in, int64_t out, int64_t kernel, Extent to,
                           bool bias, OddPadding odd) {
  const Extent k{kernel, kernel};
  return std::make_unique<TransposedConvolution>(
      std::move(name), cat("transposed convolution ", sides(k), ", stride 2"), in, out, k, bias,
      geometry(to, kernel, 2, odd));
}
LayerPtr upsample_conv_x2(std::string name, int64_t in, int64_t out, int64_t kernel, Extent to,
                          bool bias) {
  return std::make_unique<UpsampleConvolution>(std::move(name), in, out, kernel, bias, to);
}
LayerPtr conv_whole_map(std::string name, int64_t in, int64_t out, Extent extent, bool bias) {
  return std::make_unique<Convolution>(std::move(name),
                                       cat("convolution ", sides(extent), ", whole map"), in, out,
                                       extent, bias, whole(extent));
}
LayerPtr conv_transpose_whole_map(std::string name, int64_t in, int64_t out, Extent extent,
                                  bool bias) {
  return std::make_unique<TransposedConvolution>(
      std::move(name), cat("transposed convolution ", sides(extent), ", whole map"), in, out,
      extent, bias, whole(extent));
}
LayerPtr conv_same(std::string name, int64_t in, int64_t out, int64_t kernel, Extent map, bool bias,
                   int64_t groups) {
  const Extent k{kernel, kernel};
  std::string kind = kernel == 1 ? "dense, of each pixel" : cat("convolution ", sides(k));
  if (groups > 1) kind += cat(", ", groups, " groups");
  return std::make_unique<Convolution>(std::move(name), std::move(kind), in, out, k, bias,
                                       geometry(map, kernel, 1, OddPadding::kBehind, groups));
}

}  // namespace wgan
