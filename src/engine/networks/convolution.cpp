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
                  OddPadding odd = OddPadding::kBehind) {
  Geometry g{.large = large, .small = {}, .before = {}, .stride = stride};
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
  ConvolutionLayer(std::string name, std::string kind, const Shape& weight, int64_t out, bool bias,
                   const Geometry& geometry)
      : Layer(std::move(name)), geometry_(geometry), kind_(std::move(kind)) {
    add_parameter("weight", weight, Fill::kUnset);
    if (bias) add_parameter("bias", {out}, Fill::kZeros);
  }

 protected:
  /// Describes an output of `channels` maps. Each weight is used once for every pixel of the small
  /// map.
  LayerDescription describe_output(int64_t channels, Extent extent) const {
    return {.kind = kind_,
            .output = {channels, extent[0], extent[1]},
            .multiply_adds = weight().numel() * geometry_.small[0] * geometry_.small[1]};
  }
  const Tensor& weight() const { return parameter(0); }
  Tensor bias() const { return parameters_.size() > 1 ? parameter(1) : Tensor(); }
  const Geometry geometry_;

 private:
  std::string kind_;
};

/// A convolution from the large map to the small one. The weight is [out, in, k, k].
class Convolution : public ConvolutionLayer {
 public:
  Convolution(std::string name, std::string kind, int64_t in, int64_t out, Extent kernel, bool bias,
              const Geometry& geometry)
      : ConvolutionLayer(std::move(name), std::move(kind), {out, in, kernel[0], kernel[1]}, out,
                         bias, geometry) {}
  Tensor forward(const Tensor& x, const Pass&) const override {
    return convolve(x, weight(), bias(), geometry_);
  }
  bool piecewise_linear() const override { return true; }
  Tensor vjp(const Tensor& g, const Tensor&, const Pass&) const override {
    return convolve_transposed(g, weight(), {}, geometry_);
  }
  Tensor jvp(const Tensor& v, const Tensor&, const Pass&) const override {
    return convolve(v, weight(), {}, geometry_);
  }
  TensorList weight_gradients(const Tensor& u, const Tensor& g, const Tensor& c,
                              const Pass&) const override {
    TensorList gradients{convolution_weight_gradient(u, g, weight(), geometry_)};
    if (bias().defined()) gradients.push_back(bias_gradient(g, c, bias()));
    return gradients;
  }
  LayerDescription describe(const Shape&) const override {
    LayerDescription description = describe_output(weight().size(0), geometry_.small);
    const bool one_pixel = geometry_.small == Extent{1, 1};
    description.field = one_pixel ? ReceptiveField{.pixels = ReceptiveField::kAll}
                                  : ReceptiveField{weight().size(2), geometry_.stride};
    return description;
  }
};

/// The transpose, from the small map to the large one. The weight is [in, out, k, k].
class TransposedConvolution : public ConvolutionLayer {
 public:
  TransposedConvolution(std::string name, std::string kind, int64_t in, int64_t out, Extent kernel,
                        bool bias, const Geometry& geometry)
      : ConvolutionLayer(std::move(name), std::move(kind), {in, out, kernel[0], kernel[1]}, out,
                         bias, geometry) {}
  Tensor forward(const Tensor& y, const Pass&) const override {
    return convolve_transposed(y.dim() == 2 ? y.unsqueeze(2).unsqueeze(3) : y, weight(), bias(),
                               geometry_);
  }
  LayerDescription describe(const Shape&) const override {
    return describe_output(weight().size(1), geometry_.large);
  }
};

/// Nearest-neighbour upsampling by two, then a convolution at stride 1.
class UpsampleConvolution : public ConvolutionLayer {
 public:
  UpsampleConvolution(std::string name, int64_t in, int64_t out, int64_t kernel, bool bias,
                      Extent to)
      : ConvolutionLayer(std::move(name), cat("doubled, convolution ", kernel, "x", kernel),
                         {out, in, kernel, kernel}, out, bias, geometry(to, kernel, 1)) {}
  Tensor forward(const Tensor& x, const Pass&) const override {
    const Tensor large = x.repeat_interleave(2, 2).repeat_interleave(2, 3);
    return convolve(large.narrow(2, 0, geometry_.large[0]).narrow(3, 0, geometry_.large[1]),
                    weight(), bias(), geometry_);
  }
  /// The upsampled map is kept for the gradient.
  LayerDescription describe(const Shape&) const override {
    LayerDescription description = describe_output(weight().size(0), geometry_.large);
    description.kept = weight().size(1) * geometry_.large[0] * geometry_.large[1];
    return description;
  }
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
LayerPtr conv_1x1(std::string name, int64_t in, int64_t out, Extent map) {
  return std::make_unique<Convolution>(std::move(name), "dense, of each pixel", in, out,
                                       Extent{1, 1}, /*bias=*/true, geometry(map, 1, 1));
}

}  // namespace wgan
