#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/exp2.h>
#include <ATen/ops/matmul.h>

#include <numbers>

#include "layers.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// x with `values`, [N, K], as K more channels that are the same in each pixel.
Tensor appended(const Tensor& x, const Tensor& values) {
  Shape shape = x.sizes().vec(), flat(shape.size(), 1);
  shape[1] = flat[1] = values.size(1);
  flat[0] = values.size(0);
  return at::cat({x, values.reshape(flat).expand(shape)}, 1);
}

Shape appended_to(Shape shape, int64_t channels) {
  shape[0] += channels;
  return shape;
}

/// o(x_i)_b = sum_j exp(-|M_ib - M_jb|_1) with M_i = f(x_i) T, f the features, T learnt.
class MinibatchDiscrimination : public Layer {
 public:
  MinibatchDiscrimination(std::string name, int64_t features, int64_t kernels, int64_t dimensions)
      : Layer(std::move(name)), kernels_(kernels), dimensions_(dimensions) {
    add_parameter("weight", {features, kernels * dimensions}, Fill::kZeros);
  }
  Tensor forward(const Tensor& x, const Pass&) const override {
    const Tensor m =
        at::matmul(x.flatten(1), parameter_for(x, 0)).reshape({x.size(0), kernels_, dimensions_});
    const Tensor apart = (m.unsqueeze(0) - m.unsqueeze(1)).abs().sum(3);    // [N, N, kernels]
    return appended(x, at::exp2(apart * (-1 / std::numbers::ln2)).sum(0));  // as tanh: not by MKL
  }
  Shape output_shape(const Shape& input) const override { return appended_to(input, kernels_); }
  int64_t multiply_adds() const override { return parameter(0).numel(); }
  std::string kind() const override {
    return cat("minibatch discrimination, ", kernels_, " x ", dimensions_);
  }

 private:
  int64_t kernels_, dimensions_;
};

class MinibatchDeviation : public Layer {
 public:
  using Layer::Layer;
  Tensor forward(const Tensor& x, const Pass&) const override {
    const Tensor variance = (x - x.mean(0, /*keepdim=*/true)).square().mean(0);
    // Inside the root: a batch of equal samples has a gradient.
    const Tensor deviation = (variance + 1e-8).sqrt().mean();
    return appended(x, deviation.reshape({1, 1}).expand({x.size(0), 1}));
  }
  Shape output_shape(const Shape& input) const override { return appended_to(input, 1); }
  std::string kind() const override { return "minibatch standard deviation"; }
};

}  // namespace

LayerPtr minibatch_discrimination(std::string name, int64_t features, int64_t kernels,
                                  int64_t dimensions) {
  return std::make_unique<MinibatchDiscrimination>(std::move(name), features, kernels, dimensions);
}
LayerPtr minibatch_deviation(std::string name) {
  return std::make_unique<MinibatchDeviation>(std::move(name));
}

}  // namespace wgan
