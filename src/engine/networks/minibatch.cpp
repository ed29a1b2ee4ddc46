#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/exp2.h>

#include <numbers>

#include "layers.h"
#include "wgan/networks/products.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// x with `values`, [N, K], as K additional channels that are constant over the pixels.
Tensor with_channels(const Tensor& x, const Tensor& values) {
  Shape shape = x.sizes().vec(), flat(shape.size(), 1);
  shape[1] = flat[1] = values.size(1);
  flat[0] = values.size(0);
  return at::cat({x, values.reshape(flat).expand(shape)}, 1);
}

Shape with_channels(Shape shape, int64_t channels) {
  shape[0] += channels;
  return shape;
}

/// o(x_i)_b = sum_j exp(-|M_ib - M_jb|_1) with M_i = f(x_i) T, where f are the features and T is
/// learnt.
class MinibatchDiscrimination : public Layer {
 public:
  MinibatchDiscrimination(std::string name, int64_t features, int64_t kernels, int64_t dimensions)
      : Layer(std::move(name)), kernels_(kernels), dimensions_(dimensions) {
    add_weight("weight", {features, kernels * dimensions}, features);
  }
  Tensor forward(const Tensor& x, const Pass&) const override {
    const Tensor m =
        linear(x.flatten(1), parameter_for(x, 0).t()).reshape({x.size(0), kernels_, dimensions_});
    const Tensor distance = (m.unsqueeze(0) - m.unsqueeze(1)).abs().sum(3);  // [N, N, kernels]
    return with_channels(
        x, at::exp2(distance * (-1 / std::numbers::ln2)).sum(0));  // exp would use MKL, see Tanh
  }
  LayerDescription describe(const Shape& input) const override {
    return {.kind = cat("minibatch discrimination, ", kernels_, " x ", dimensions_),
            .output = with_channels(input, kernels_),
            .multiply_adds = parameter(0).numel()};
  }

 private:
  int64_t kernels_, dimensions_;
};

class MinibatchDeviation : public Layer {
 public:
  using Layer::Layer;
  Tensor forward(const Tensor& x, const Pass&) const override {
    const Tensor variance = (x - x.mean(0, /*keepdim=*/true)).square().mean(0);
    // The 1e-8 inside the root gives a batch of equal samples a finite gradient.
    const Tensor deviation = (variance + 1e-8).sqrt().mean();
    return with_channels(x, deviation.reshape({1, 1}).expand({x.size(0), 1}));
  }
  LayerDescription describe(const Shape& input) const override {
    return {.kind = "minibatch standard deviation", .output = with_channels(input, 1)};
  }
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
