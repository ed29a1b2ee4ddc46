#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/repeat_interleave.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "layers.h"
#include "wgan/text.h"

namespace wgan {
namespace {

/// Shared by all convolutions: a weight and, if asked for, a bias.
class Convolution : public Layer {
 public:
  Convolution(std::string name, std::vector<int64_t> weight_shape, int64_t out, bool bias)
      : Layer(std::move(name)) {
    add_parameter("weight", at::zeros(weight_shape));
    if (bias) add_parameter("bias", at::zeros({out}));
  }

 protected:
  const Tensor& weight() const { return parameter(0); }
  Tensor bias() const { return parameters_.size() > 1 ? parameter(1) : Tensor(); }
  int64_t side() const { return weight().size(2); }
  std::string extent() const { return cat(weight().size(2), "x", weight().size(3)); }
};

/// Pixels that are added before and after one axis so that a kernel at this stride makes
/// ceil(extent / stride) of it.
struct Padding {
  int64_t before, after;
};
Padding padding(int64_t extent, int64_t kernel, int64_t stride, Odd odd) {
  const int64_t outputs = (extent + stride - 1) / stride;
  const int64_t total = std::max<int64_t>(0, (outputs - 1) * stride + kernel - extent);
  const int64_t less = total / 2, more = total - less;
  return odd == Odd::kBehind ? Padding{less, more} : Padding{more, less};
}

/// With the paddings of both axes, of which the convolution itself takes what both sides share.
Tensor padded(const Tensor& x, const Padding& down, const Padding& across) {
  const bool even = down.before == down.after && across.before == across.after;
  return even ? x : at::constant_pad_nd(x, {across.before, across.after, down.before, down.after});
}

/// The transpose of a convolution with stride 2 and these paddings, from half of `to` to `to`.
Tensor transposed(const Tensor& x, const Tensor& weight, const Tensor& bias, Extent to,
                  const Padding& down, const Padding& across) {
  // It crops as much on both sides; what one side has more is cut off.
  const int64_t rows = std::min(down.before, down.after),
                columns = std::min(across.before, across.after);
  const Tensor y = at::conv_transpose2d(x, weight, bias, {2, 2}, {rows, columns});
  return y.narrow(2, down.before - rows, to[0]).narrow(3, across.before - columns, to[1]);
}

class Halve : public Convolution {
 public:
  Halve(std::string name, int64_t in, int64_t out, int64_t kernel, Extent from, bool bias, Odd odd)
      : Convolution(std::move(name), {out, in, kernel, kernel}, out, bias),
        down_(padding(from[0], kernel, 2, odd)),
        across_(padding(from[1], kernel, 2, odd)) {}

  Tensor forward(const Tensor& x, const Pass&) const override {
    // Where one side has more, only the difference is padded beforehand.
    const int64_t rows = std::min(down_.before, down_.after),
                  columns = std::min(across_.before, across_.after);
    return at::conv2d(padded(x, {down_.before - rows, down_.after - rows},
                             {across_.before - columns, across_.after - columns}),
                      weight(), bias(), {2, 2}, {rows, columns});
  }
  bool piecewise_linear() const override { return true; }
  Tensor vjp(const Tensor& g, const Tensor& x, const Pass&) const override {
    return transposed(g, weight(), {}, {x.size(2), x.size(3)}, down_, across_);
  }
  std::string kind() const override { return cat("convolution ", extent(), ", stride 2"); }
  Reach reach() const override { return {side(), 2}; }

 private:
  Padding down_, across_;
};

class Twice : public Convolution {
 public:
  Twice(std::string name, int64_t in, int64_t out, int64_t kernel, Extent to, bool bias, Odd odd)
      : Convolution(std::move(name), {in, out, kernel, kernel}, out, bias),
        to_(to),
        down_(padding(to[0], kernel, 2, odd)),
        across_(padding(to[1], kernel, 2, odd)) {}

  Tensor forward(const Tensor& x, const Pass&) const override {
    return transposed(x, weight(), bias(), to_, down_, across_);
  }
  std::string kind() const override {
    return cat("transposed convolution ", extent(), ", stride 2");
  }

 private:
  Extent to_;
  Padding down_, across_;
};

class ResizeTwice : public Convolution {
 public:
  ResizeTwice(std::string name, int64_t in, int64_t out, int64_t kernel, Extent to, bool bias)
      : Convolution(std::move(name), {out, in, kernel, kernel}, out, bias),
        to_(to),
        down_(padding(to[0], kernel, 1, Odd::kBehind)),
        across_(padding(to[1], kernel, 1, Odd::kBehind)) {}

  Tensor forward(const Tensor& x, const Pass&) const override {
    const Tensor large = x.repeat_interleave(2, 2).repeat_interleave(2, 3);
    const Tensor exact = large.narrow(2, 0, to_[0]).narrow(3, 0, to_[1]);
    return at::conv2d(
        at::constant_pad_nd(exact, {across_.before, across_.after, down_.before, down_.after}),
        weight(), bias());
  }
  std::string kind() const override { return cat("doubled, convolution ", extent()); }

 private:
  Extent to_;
  Padding down_, across_;
};

class Gather : public Convolution {
 public:
  Gather(std::string name, int64_t in, int64_t out, Extent extent, bool bias)
      : Convolution(std::move(name), {out, in, extent[0], extent[1]}, out, bias) {}
  Tensor forward(const Tensor& x, const Pass&) const override {
    return at::conv2d(x, weight(), bias());
  }
  bool piecewise_linear() const override { return true; }
  Tensor vjp(const Tensor& g, const Tensor&, const Pass&) const override {
    return at::conv_transpose2d(g, weight());
  }
  std::string kind() const override { return cat("convolution ", extent(), ", whole map"); }
  Reach reach() const override { return {.pixels = Reach::kAll}; }
};

class Spread : public Convolution {
 public:
  Spread(std::string name, int64_t in, int64_t out, Extent extent, bool bias)
      : Convolution(std::move(name), {in, out, extent[0], extent[1]}, out, bias) {}
  Tensor forward(const Tensor& z, const Pass&) const override {
    return at::conv_transpose2d(z.reshape({z.size(0), -1, 1, 1}), weight(), bias());
  }
  std::string kind() const override {
    return cat("transposed convolution ", extent(), ", whole map");
  }
};

class EachPixel : public Convolution {
 public:
  EachPixel(std::string name, int64_t in, int64_t out)
      : Convolution(std::move(name), {out, in, 1, 1}, out, /*bias=*/true) {}
  Tensor forward(const Tensor& x, const Pass&) const override {
    return at::conv2d(x, weight(), bias());
  }
  bool piecewise_linear() const override { return true; }
  Tensor vjp(const Tensor& g, const Tensor&, const Pass&) const override {
    return at::conv_transpose2d(g, weight());
  }
  std::string kind() const override { return "dense, of each pixel"; }
};

}  // namespace

LayerPtr halve(std::string name, int64_t in, int64_t out, int64_t kernel, Extent from, bool bias,
               Odd odd) {
  return std::make_unique<Halve>(std::move(name), in, out, kernel, from, bias, odd);
}
LayerPtr twice(std::string name, int64_t in, int64_t out, int64_t kernel, Extent to, bool bias,
               Odd odd) {
  return std::make_unique<Twice>(std::move(name), in, out, kernel, to, bias, odd);
}
LayerPtr resize_twice(std::string name, int64_t in, int64_t out, int64_t kernel, Extent to,
                      bool bias) {
  return std::make_unique<ResizeTwice>(std::move(name), in, out, kernel, to, bias);
}
LayerPtr gather(std::string name, int64_t in, int64_t out, Extent extent, bool bias) {
  return std::make_unique<Gather>(std::move(name), in, out, extent, bias);
}
LayerPtr spread(std::string name, int64_t in, int64_t out, Extent extent, bool bias) {
  return std::make_unique<Spread>(std::move(name), in, out, extent, bias);
}
LayerPtr each_pixel(std::string name, int64_t in, int64_t out) {
  return std::make_unique<EachPixel>(std::move(name), in, out);
}

}  // namespace wgan
