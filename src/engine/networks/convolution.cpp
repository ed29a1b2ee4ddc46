#include <ATen/ops/repeat_interleave.h>

#include <algorithm>

#include "layers.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Zeros in front of an axis if a kernel at this stride makes ceil(extent / stride) of it, with no
/// more zeros on both sides than that needs.
int64_t padding_before(int64_t extent, int64_t kernel, int64_t stride, OddPadding odd) {
  const int64_t outputs = (extent + stride - 1) / stride;
  const int64_t total = std::max<int64_t>(0, (outputs - 1) * stride + kernel - extent);
  return odd == OddPadding::kBehind ? total / 2 : total - total / 2;
}

/// From `large` to its half, rounded up, or at stride 1 to the same extent.
Geometry geometry(Extent large, int64_t kernel, int64_t stride,
                  OddPadding odd = OddPadding::kBehind) {
  Geometry g{.large = large, .small = {}, .before = {}, .stride = stride};
  for (const size_t axis : {0, 1}) {
    g.small[axis] = (large[axis] + stride - 1) / stride;
    g.before[axis] = padding_before(large[axis], kernel, stride, odd);
  }
  return g;
}

/// From `extent` to one pixel.
Geometry whole(Extent extent) {
  return {.large = extent, .small = {1, 1}, .before = {0, 0}, .stride = 1};
}

/// Shared by all convolutions: a weight and, if asked for, a bias.
class Weighted : public Layer {
 public:
  Weighted(std::string name, std::string kind, const Shape& weight, int64_t out, bool bias,
           const Geometry& geometry)
      : Layer(std::move(name)), geometry_(geometry), kind_(std::move(kind)) {
    add_parameter("weight", weight, Fill::kUnset);
    if (bias) add_parameter("bias", {out}, Fill::kZeros);
  }
  std::string kind() const override { return kind_; }
  /// Each weight meets every pixel of the small map.
  int64_t multiply_adds() const override {
    return weight().numel() * geometry_.small[0] * geometry_.small[1];
  }

 protected:
  const Tensor& weight() const { return parameter(0); }
  Tensor bias() const { return parameters_.size() > 1 ? parameter(1) : Tensor(); }
  const Geometry geometry_;

 private:
  std::string kind_;
};

/// From the large map to the small one; weight [out, in, k, k].
class Convolution : public Weighted {
 public:
  Convolution(std::string name, std::string kind, int64_t in, int64_t out, Extent kernel, bool bias,
              const Geometry& geometry)
      : Weighted(std::move(name), std::move(kind), {out, in, kernel[0], kernel[1]}, out, bias,
                 geometry) {}
  Tensor forward(const Tensor& x, const Pass&) const override {
    return convolve(x, weight(), bias(), geometry_);
  }
  Shape output_shape(const Shape&) const override {
    return {weight().size(0), geometry_.small[0], geometry_.small[1]};
  }
  bool piecewise_linear() const override { return true; }
  Tensor vjp(const Tensor& g, const Tensor&, const Pass&) const override {
    return convolve_transposed(g, weight(), {}, geometry_);
  }
  ReceptiveField reach() const override {
    if (geometry_.small == Extent{1, 1}) return {.pixels = ReceptiveField::kAll};
    return {weight().size(2), geometry_.stride};
  }
};

/// From the small map to the large one; weight [in, out, k, k].
class Transposed : public Weighted {
 public:
  Transposed(std::string name, std::string kind, int64_t in, int64_t out, Extent kernel, bool bias,
             const Geometry& geometry)
      : Weighted(std::move(name), std::move(kind), {in, out, kernel[0], kernel[1]}, out, bias,
                 geometry) {}
  Tensor forward(const Tensor& y, const Pass&) const override {
    return convolve_transposed(y.dim() == 2 ? y.unsqueeze(2).unsqueeze(3) : y, weight(), bias(),
                               geometry_);
  }
  Shape output_shape(const Shape&) const override {
    return {weight().size(1), geometry_.large[0], geometry_.large[1]};
  }
};

/// A convolution at stride 1 of a map whose pixels are repeated.
class Doubled : public Weighted {
 public:
  Doubled(std::string name, int64_t in, int64_t out, int64_t kernel, bool bias, Extent to)
      : Weighted(std::move(name), cat("doubled, convolution ", kernel, "x", kernel),
                 {out, in, kernel, kernel}, out, bias, geometry(to, kernel, 1)) {}
  Tensor forward(const Tensor& x, const Pass&) const override {
    const Tensor large = x.repeat_interleave(2, 2).repeat_interleave(2, 3);
    return convolve(large.narrow(2, 0, geometry_.large[0]).narrow(3, 0, geometry_.large[1]),
                    weight(), bias(), geometry_);
  }
  Shape output_shape(const Shape&) const override {
    return {weight().size(0), geometry_.large[0], geometry_.large[1]};
  }
  /// The repeated pixels.
  int64_t kept_inside(int64_t) const override {
    return weight().size(1) * geometry_.large[0] * geometry_.large[1];
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
  return std::make_unique<Transposed>(std::move(name),
                                      cat("transposed convolution ", sides(k), ", stride 2"), in,
                                      out, k, bias, geometry(to, kernel, 2, odd));
}
LayerPtr upsample_conv_x2(std::string name, int64_t in, int64_t out, int64_t kernel, Extent to,
                          bool bias) {
  return std::make_unique<Doubled>(std::move(name), in, out, kernel, bias, to);
}
LayerPtr conv_whole_map(std::string name, int64_t in, int64_t out, Extent extent, bool bias) {
  return std::make_unique<Convolution>(std::move(name),
                                       cat("convolution ", sides(extent), ", whole map"), in, out,
                                       extent, bias, whole(extent));
}
LayerPtr conv_transpose_whole_map(std::string name, int64_t in, int64_t out, Extent extent,
                                  bool bias) {
  return std::make_unique<Transposed>(std::move(name),
                                      cat("transposed convolution ", sides(extent), ", whole map"),
                                      in, out, extent, bias, whole(extent));
}
LayerPtr conv_1x1(std::string name, int64_t in, int64_t out, Extent map) {
  return std::make_unique<Convolution>(std::move(name), "dense, of each pixel", in, out,
                                       Extent{1, 1}, /*bias=*/true, geometry(map, 1, 1));
}

}  // namespace wgan
