#include "layers.h"
#include "wgan/networks/products.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

Shape with_batch(const Tensor& x, const Shape& shape) {
  Shape whole{x.size(0)};
  whole.insert(whole.end(), shape.begin(), shape.end());
  return whole;
}

class Dense : public Layer {
 public:
  Dense(std::string name, int64_t in, Shape shape, bool bias)
      : Layer(std::move(name)), shape_(std::move(shape)) {
    int64_t out = 1;
    for (const int64_t side : shape_) out *= side;
    add_weight("weight", {out, in}, in);
    if (bias) add_parameter("bias", {out}, Fill::kZeros);
  }
  Tensor forward(const Tensor& x, const Pass& pass) const override {
    const Tensor bias = parameters_.size() > 1 ? parameter_for(x, 1) : Tensor();
    const Tensor y = linear(x.flatten(1), normalised_weight(pass).to(x.scalar_type()), bias);
    // The in-place activation after this would have to copy a view.
    return shape_.size() == 1 ? y : y.reshape(with_batch(x, shape_));
  }
  std::string to_onnx(const OnnxWriter& onnx, const std::string& x, const Shape&) const override {
    std::vector<std::string> inputs{onnx.reshaped(x, {parameter(0).size(1)}),
                                    constant(onnx, parameters_[0])};
    if (parameters_.size() > 1) inputs.push_back(constant(onnx, parameters_[1]));
    const std::string y = onnx.graph.node("Gemm", inputs, {{"transB", int64_t{1}}});
    return shape_.size() == 1 ? y : onnx.reshaped(y, shape_);
  }
  void use_spectral_norm() override { divide_by_singular_value(); }
  bool piecewise_linear() const override { return !spectral_norm(); }
  Tensor vjp(const Tensor& g, const Tensor& x, const Pass&) const override {
    return linear(g.flatten(1), parameter_for(g, 0).t()).reshape(x.sizes());
  }
  Tensor jvp(const Tensor& v, const Tensor&, const Pass&) const override {
    const Tensor y = linear(v.flatten(1), parameter_for(v, 0));
    return shape_.size() == 1 ? y : y.reshape(with_batch(v, shape_));
  }
  TensorList weight_gradients(const Tensor& u, const Tensor& g, const Tensor& c,
                              const Pass&) const override {
    const auto type = parameter(0).scalar_type();
    TensorList gradients{product(g.flatten(1).t(), u.flatten(1).t()).to(type)};
    if (parameters_.size() > 1) gradients.push_back(bias_gradient(g.flatten(1), c, parameter(1)));
    return gradients;
  }
  LayerDescription describe(const Shape&) const override {
    return {.kind = cat("dense, ", parameter(0).size(1), " inputs"),
            .output = shape_,
            .field = {.pixels = ReceptiveField::kAll},
            .multiply_adds = parameter(0).numel()};
  }

 private:
  Shape shape_;
};

class Reshape : public Layer {
 public:
  Reshape(std::string name, Shape shape) : Layer(std::move(name)), shape_(std::move(shape)) {}
  Tensor forward(const Tensor& x, const Pass&) const override {
    return x.reshape(with_batch(x, shape_));
  }
  std::string to_onnx(const OnnxWriter& onnx, const std::string& x, const Shape&) const override {
    return onnx.reshaped(x, shape_);
  }
  bool piecewise_linear() const override { return true; }
  Tensor vjp(const Tensor& g, const Tensor& x, const Pass&) const override {
    return g.reshape(x.sizes());
  }
  Tensor jvp(const Tensor& v, const Tensor&, const Pass&) const override {
    return v.reshape(with_batch(v, shape_));
  }
  LayerDescription describe(const Shape&) const override {
    return {.kind = "reshaped", .output = shape_};
  }

 private:
  Shape shape_;
};

}  // namespace

LayerPtr dense(std::string name, int64_t in, int64_t out, bool bias) {
  return std::make_unique<Dense>(std::move(name), in, Shape{out}, bias);
}
LayerPtr dense_to_map(std::string name, int64_t in, int64_t out, Extent extent, bool bias) {
  return std::make_unique<Dense>(std::move(name), in, Shape{out, extent[0], extent[1]}, bias);
}
LayerPtr reshape(std::string name, Shape shape) {
  return std::make_unique<Reshape>(std::move(name), std::move(shape));
}

}  // namespace wgan
