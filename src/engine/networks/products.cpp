#include "wgan/networks/products.h"

#include <ATen/core/List.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mm.h>
#include <torch/csrc/autograd/custom_function.h>

#include <optional>
#include <string_view>

namespace wgan {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using Gradients = torch::autograd::variable_list;

/// oneDNN's inner product as LibTorch registers it: input, weight, bias, then a function to apply
/// to the result, its arguments and its variant.
using InnerProduct = Tensor(const Tensor&, const Tensor&, const std::optional<Tensor>&,
                            std::string_view, c10::List<std::optional<at::Scalar>>,
                            std::optional<std::string_view>);

/// Returns nothing if this LibTorch was built without oneDNN.
const std::optional<c10::TypedOperatorHandle<InnerProduct>>& inner_product() {
  static const auto found = [] {
    const auto schema = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
    return schema ? std::optional(schema->typed<InnerProduct>()) : std::nullopt;
  }();
  return found;
}

bool goes_to_onednn(const Tensor& a) {
  return a.is_cpu() && a.scalar_type() == at::kFloat && inner_product().has_value();
}

struct Linear : Function<Linear> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& w,
                        const std::optional<Tensor>& bias) {
    context->save_for_backward({x, w});
    context->saved_data["biased"] = bias.has_value();
    return product(x, w, bias.value_or(Tensor()));
  }
  static Gradients backward(AutogradContext* context, const Gradients& grad_y) {
    const bool biased = context->saved_data["biased"].toBool();
    const Gradients saved = context->get_saved_variables();
    const Tensor &x = saved[0], &w = saved[1], &g = grad_y[0];
    return {context->needs_input_grad(0) ? Linear::apply(g, w.t(), std::nullopt) : Tensor(),
            context->needs_input_grad(1) ? Linear::apply(g.t(), x.t(), std::nullopt) : Tensor(),
            biased && context->needs_input_grad(2) ? g.sum(0) : Tensor()};
  }
};

}  // namespace

Tensor product(const Tensor& a, const Tensor& b, const Tensor& bias) {
  if (goes_to_onednn(a))
    return inner_product()->call(a, b, bias.defined() ? std::optional(bias) : std::nullopt, "none",
                                 c10::List<std::optional<at::Scalar>>(), std::nullopt);
  return bias.defined() ? at::addmm(bias, a, b.t()) : at::mm(a, b.t());
}

Tensor linear(const Tensor& x, const Tensor& w, const Tensor& bias) {
  if (!x.is_cpu()) return at::linear(x, w, bias);
  return Linear::apply(x, w, bias.defined() ? std::optional(bias) : std::nullopt);
}

}  // namespace wgan
