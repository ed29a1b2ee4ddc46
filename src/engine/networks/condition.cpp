#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/lerp.h>
#include <ATen/ops/zeros_like.h>

#include "layers.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

class ClassEmbedding : public Layer {
 public:
  ClassEmbedding(std::string name, int64_t classes, int64_t length) : Layer(std::move(name)) {
    add_parameter("weight", {classes, length}, Fill::kZeros);
    parameters_.back().deviation = 1;  // as z, to which the embedding is appended
  }
  Tensor forward(const Tensor& z, const Pass& pass) const override {
    return at::cat({z, class_rows(parameter(0), pass)}, 1);
  }
  std::string to_onnx(const OnnxWriter& onnx, const std::string& z, const Shape&) const override {
    const std::string rows = onnx.with("Gather", constant(onnx, parameters_[0]), onnx.labels);
    return onnx.graph.node("Concat", {z, rows}, {{"axis", int64_t{1}}});
  }
  LayerDescription describe(const Shape& z) const override {
    return {.kind = cat("embedding of ", parameter(0).size(0), " classes"),
            .output = {z[0] + parameter(0).size(1)}};
  }
};

class Projection : public Layer {
 public:
  Projection(LayerPtr score, int64_t channels, int64_t classes)
      : Layer(score->name()), score_(std::move(score)) {
    add_weight("classes.weight", {classes, channels}, channels);
  }
  Tensor forward(const Tensor& x, const Pass& pass) const override {
    return plus_product(score_->forward(x, pass), x, pass);
  }
  bool piecewise_linear() const override { return score_->piecewise_linear(); }
  Tensor vjp(const Tensor& g, const Tensor& x, const Pass& pass) const override {
    return score_->vjp(g, x, pass) + g * embedding(x, pass);
  }
  Tensor jvp(const Tensor& v, const Tensor& x, const Pass& pass) const override {
    return plus_product(score_->jvp(v, x, pass), v, pass);
  }
  TensorList weight_gradients(const Tensor& u, const Tensor& g, const Tensor& c,
                              const Pass& pass) const override {
    TensorList gradients = score_->weight_gradients(u, g, c, pass);
    Tensor of_class = u * g;  // for each sample: the gradient of its class's embedding
    if (of_class.dim() > 2) of_class = of_class.flatten(2).sum(2);
    gradients.push_back(at::zeros_like(parameter(0))
                            .index_add_(0, pass.labels, of_class.to(parameter(0).scalar_type())));
    return gradients;
  }
  std::vector<Layer*> modules() override { return {score_.get(), this}; }
  LayerDescription describe(const Shape& input) const override {
    LayerDescription score = score_->describe(input);
    score.kind += cat("; projection of ", parameter(0).size(0), " classes");
    return score;
  }

 private:
  /// Adds the inner product of x with the embedding of each sample's class. A score of the whole
  /// map takes the sum over the pixels; a map of scores takes each pixel's own.
  Tensor plus_product(const Tensor& score, const Tensor& x, const Pass& pass) const {
    Tensor product = (embedding(x, pass) * x).sum(1, /*keepdim=*/true);
    if (product.sizes() != score.sizes()) product = product.sum({2, 3}, /*keepdim=*/true);
    return score + product;
  }
  /// The embedding of each sample's class, [N, C, 1, 1], or [N, C] if x has two axes.
  Tensor embedding(const Tensor& x, const Pass& pass) const {
    std::vector<int64_t> shape(static_cast<size_t>(x.dim()), 1);
    shape[0] = x.size(0), shape[1] = x.size(1);
    return at::embedding(parameter_for(x, 0), pass.labels).reshape(shape);
  }

  LayerPtr score_;
};

}  // namespace

Tensor class_rows(const Tensor& table, const Pass& pass) {
  const Tensor rows = at::embedding(table, pass.labels);
  if (!pass.other_labels.defined()) return rows;
  return at::lerp(rows, at::embedding(table, pass.other_labels), pass.share);
}
LayerPtr class_embedding(std::string name, int64_t classes, int64_t length) {
  return std::make_unique<ClassEmbedding>(std::move(name), classes, length);
}
LayerPtr projection(LayerPtr score, int64_t channels, int64_t classes) {
  return std::make_unique<Projection>(std::move(score), channels, classes);
}

}  // namespace wgan
