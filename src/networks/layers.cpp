#include "layers.h"

#include <ATen/ops/batch_norm.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "wgan/text.h"

namespace wgan {

const Tensor& Layer::add_parameter(const std::string& name, Tensor tensor, bool norm) {
  parameters_.push_back({name_ + "." + name, tensor.requires_grad_(), norm});
  return parameters_.back().tensor;
}

void Layer::add_buffer(const std::string& name, Tensor tensor) {
  buffers_.push_back({name_ + "." + name, std::move(tensor)});
}

namespace {

/// Shared by the four convolutions: a weight and, if asked for, a bias.
class Convolution : public Layer {
 public:
  Convolution(std::string name, std::vector<int64_t> weight_shape, int64_t out, bool bias)
      : Layer(std::move(name)) {
    add_parameter("weight", at::zeros(weight_shape));
    if (bias) add_parameter("bias", at::zeros({out}));
  }

 protected:
  const Tensor& weight() const { return parameters_[0].tensor; }
  Tensor bias() const { return parameters_.size() > 1 ? parameters_[1].tensor : Tensor(); }
  std::string extent() const { return cat(weight().size(2), "x", weight().size(3)); }
};

/// Pixels that are added before and after one axis so that a kernel at stride 2 makes ceil(extent /
/// 2) of it.
struct Padding {
  int64_t before, after;
};
Padding padding(int64_t extent, int64_t kernel) {
  const int64_t total = std::max<int64_t>(0, ((extent + 1) / 2 - 1) * 2 + kernel - extent);
  return {total / 2, total - total / 2};
}

class Halve : public Convolution {
 public:
  Halve(std::string name, int64_t in, int64_t out, int64_t kernel, Extent from, bool bias)
      : Convolution(std::move(name), {out, in, kernel, kernel}, out, bias),
        down_(padding(from[0], kernel)),
        across_(padding(from[1], kernel)) {}

  Tensor forward(const Tensor& x, const Pass&) const override {
    const int64_t more_down = down_.after - down_.before,
                  more_across = across_.after - across_.before;
    const Tensor padded =
        more_down || more_across ? at::constant_pad_nd(x, {0, more_across, 0, more_down}) : x;
    return at::conv2d(padded, weight(), bias(), {2, 2}, {down_.before, across_.before});
  }
  std::string kind() const override { return cat("convolution ", extent(), ", stride 2"); }

 private:
  Padding down_, across_;
};

class Twice : public Convolution {
 public:
  Twice(std::string name, int64_t in, int64_t out, int64_t kernel, Extent to, bool bias)
      : Convolution(std::move(name), {in, out, kernel, kernel}, out, bias),
        to_(to),
        down_(padding(to[0], kernel)),
        across_(padding(to[1], kernel)) {}

  Tensor forward(const Tensor& x, const Pass&) const override {
    // Cropped by `before` on both sides here, and by the odd pixel behind in the narrowing.
    const Tensor y =
        at::conv_transpose2d(x, weight(), bias(), {2, 2}, {down_.before, across_.before});
    return y.narrow(2, 0, to_[0]).narrow(3, 0, to_[1]);
  }
  std::string kind() const override {
    return cat("transposed convolution ", extent(), ", stride 2");
  }

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
  std::string kind() const override { return cat("convolution ", extent(), ", whole map"); }
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

/// Ioffe and Szegedy 2015, over batch and pixels.
class BatchNorm : public Layer {
 public:
  BatchNorm(std::string name, int64_t channels) : Layer(std::move(name)) {
    add_parameter("weight", at::ones({channels}), /*norm=*/true);
    add_parameter("bias", at::zeros({channels}), /*norm=*/true);
    add_buffer("running_mean", at::zeros({channels}));
    add_buffer("running_var", at::ones({channels}));
  }
  Tensor forward(const Tensor& x, const Pass& pass) const override {
    return at::batch_norm(x, parameters_[0].tensor, parameters_[1].tensor, buffers_[0].tensor,
                          buffers_[1].tensor, pass.training, pass.momentum, 1e-5,
                          /*cudnn_enabled=*/true);
  }
  std::string kind() const override { return "batch norm"; }
};

/// A layer without weights.
class Pointwise : public Layer {
 public:
  Pointwise(std::string name, std::string kind, Tensor (*function)(const Tensor&, double),
            double argument = 0)
      : Layer(std::move(name)), kind_(std::move(kind)), function_(function), argument_(argument) {}
  Tensor forward(const Tensor& x, const Pass&) const override { return function_(x, argument_); }
  std::string kind() const override { return kind_; }

 private:
  std::string kind_;
  Tensor (*function_)(const Tensor&, double);
  double argument_;
};

}  // namespace

std::unique_ptr<Layer> halve(std::string name, int64_t in, int64_t out, int64_t kernel, Extent from,
                             bool bias) {
  return std::make_unique<Halve>(std::move(name), in, out, kernel, from, bias);
}
std::unique_ptr<Layer> twice(std::string name, int64_t in, int64_t out, int64_t kernel, Extent to,
                             bool bias) {
  return std::make_unique<Twice>(std::move(name), in, out, kernel, to, bias);
}
std::unique_ptr<Layer> gather(std::string name, int64_t in, int64_t out, Extent extent, bool bias) {
  return std::make_unique<Gather>(std::move(name), in, out, extent, bias);
}
std::unique_ptr<Layer> spread(std::string name, int64_t in, int64_t out, Extent extent, bool bias) {
  return std::make_unique<Spread>(std::move(name), in, out, extent, bias);
}
std::unique_ptr<Layer> batch_norm(std::string name, int64_t channels) {
  return std::make_unique<BatchNorm>(std::move(name), channels);
}
std::unique_ptr<Layer> relu(std::string name) {
  return std::make_unique<Pointwise>(std::move(name), "ReLU",
                                     [](const Tensor& x, double) { return at::relu(x); });
}
std::unique_ptr<Layer> leaky_relu(std::string name, double slope) {
  return std::make_unique<Pointwise>(
      std::move(name), cat("leaky ReLU ", slope),
      [](const Tensor& x, double s) { return at::leaky_relu(x, s); }, slope);
}
std::unique_ptr<Layer> tanh(std::string name) {
  return std::make_unique<Pointwise>(std::move(name), "tanh",
                                     [](const Tensor& x, double) { return at::tanh(x); });
}

}  // namespace wgan
