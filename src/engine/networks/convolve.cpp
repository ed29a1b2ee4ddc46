#include "convolve.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/convolution.h>
#include <ATen/ops/convolution_backward.h>
#include <c10/util/Exception.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <optional>

#include "patches.h"
#include "subpixel.h"
#include "wgan/device/device.h"

namespace wgan {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using Gradients = torch::autograd::variable_list;

/// The library pads both sides alike. Where one side needs more, the map is padded before the
/// convolution, or cropped after the transposed one.
struct Sides {
  Extent both, before, behind;
};
Sides sides_of(const Geometry& g, const Tensor& w) {
  Sides s;
  for (const size_t axis : {0, 1}) {
    const int64_t kernel = w.size(2 + static_cast<int64_t>(axis)), before = g.before[axis],
                  behind = (g.small[axis] - 1) * g.stride + kernel - g.large[axis] - before;
    s.both[axis] = std::min(before, behind);
    s.before[axis] = before - s.both[axis];
    s.behind[axis] = behind - s.both[axis];
  }
  return s;
}

bool even(const Sides& s) { return s.before == Extent{} && s.behind == Extent{}; }

Tensor padded(const Tensor& x, const Sides& s) {
  return even(s) ? x : at::constant_pad_nd(x, {s.before[1], s.behind[1], s.before[0], s.behind[0]});
}

/// The crop is not a view, so that layers can change it in place.
Tensor cropped(const Tensor& x, const Sides& s, const Geometry& g) {
  if (even(s)) return x;
  return x.narrow(2, s.before[0], g.large[0])
      .narrow(3, s.before[1], g.large[1])
      .clone(memory_format_on(x.device()));
}

/// While it is alive, what another view shows is not a view to autograd, so that layers can change
/// it in place.
using NoViews = at::AutoDispatchBelowADInplaceOrView;

Tensor convolution_forward(const Tensor& x, const Tensor& w, const Tensor& bias,
                           const Geometry& g) {
  const NoViews no_views;
  if (patches_are_faster(x, w, g)) return convolve_by_patches(x, w, bias, g);
  const Sides s = sides_of(g, w);
  return at::convolution(padded(x, s), w, bias, {g.stride, g.stride}, s.both, {1, 1}, false, {0, 0},
                         g.groups);
}

Tensor transposed_forward(const Tensor& y, const Tensor& w, const Geometry& g) {
  const NoViews no_views;
  if (subpixels_are_faster(y, w, g)) return convolve_transposed_by_subpixels(y, w, g);
  if (patches_are_faster(y, w, g)) return convolve_transposed_by_patches(y, w, g);
  const Sides s = sides_of(g, w);
  return cropped(
      at::convolution(y, w, {}, {g.stride, g.stride}, s.both, {1, 1}, true, {0, 0}, g.groups), s,
      g);
}

/// The gradient with respect to a weight of the shape of `like`.
Tensor weight_gradient(const Tensor& x, const Tensor& y, const Tensor& like, const Geometry& g) {
  if (patches_are_faster(x, like, g))
    return weight_gradient_by_patches(x, y, {like.size(2), like.size(3)}, g);
  const Sides s = sides_of(g, like);
  return std::get<1>(at::convolution_backward(y, padded(x, s), like, {}, {g.stride, g.stride},
                                              s.both, {1, 1}, false, {0, 0}, g.groups,
                                              {false, true, false}));
}

/// Saves what the backward pass of a function needs.
void save(AutogradContext* context, const Tensor& one, const Tensor& other, const Geometry& g) {
  context->save_for_backward({one, other});
  context->saved_data["geometry"] = std::vector<int64_t>{
      g.large[0], g.large[1], g.small[0], g.small[1], g.before[0], g.before[1], g.stride, g.groups};
}
struct Saved {
  Tensor one, other;
  Geometry geometry;
};
Saved saved_by(AutogradContext* context) {
  const Gradients saved = context->get_saved_variables();
  const std::vector<int64_t> g = context->saved_data["geometry"].toIntVector();
  return {saved[0], saved[1], {{g[0], g[1]}, {g[2], g[3]}, {g[4], g[5]}, g[6], g[7]}};
}

struct WeightGradient;

struct TransposedConvolution : Function<TransposedConvolution> {
  static Tensor forward(AutogradContext* context, const Tensor& y, const Tensor& w,
                        const Geometry& g) {
    save(context, y, w, g);
    return transposed_forward(y, w, g);
  }
  static Gradients backward(AutogradContext* context, const Gradients& grad_x);
};

struct Convolution : Function<Convolution> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& w,
                        const std::optional<Tensor>& bias, const Geometry& g) {
    save(context, x, w, g);
    context->saved_data["biased"] = bias.has_value();
    return convolution_forward(x, w, bias.value_or(Tensor()), g);
  }
  static Gradients backward(AutogradContext* context, const Gradients& grad_y);
};

/// `like` only gives the shape of the gradient.
struct WeightGradient : Function<WeightGradient> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& y,
                        const Tensor& like, const Geometry& g) {
    save(context, x, y, g);
    return weight_gradient(x, y, like, g);
  }
  static Gradients backward(AutogradContext* context, const Gradients& grad_w) {
    const auto [x, y, g] = saved_by(context);
    return {
        context->needs_input_grad(0) ? TransposedConvolution::apply(y, grad_w[0], g) : Tensor(),
        context->needs_input_grad(1) ? Convolution::apply(x, grad_w[0], std::nullopt, g) : Tensor(),
        {},
        {}};
  }
};

Gradients TransposedConvolution::backward(AutogradContext* context, const Gradients& grad_x) {
  const auto [y, w, g] = saved_by(context);
  return {
      context->needs_input_grad(0) ? Convolution::apply(grad_x[0], w, std::nullopt, g) : Tensor(),
      context->needs_input_grad(1) ? WeightGradient::apply(grad_x[0], y, w.detach(), g) : Tensor(),
      {}};
}

Gradients Convolution::backward(AutogradContext* context, const Gradients& grad_y) {
  const bool biased = context->saved_data["biased"].toBool();
  const auto [x, w, g] = saved_by(context);
  return {
      context->needs_input_grad(0) ? TransposedConvolution::apply(grad_y[0], w, g) : Tensor(),
      context->needs_input_grad(1) ? WeightGradient::apply(x, grad_y[0], w.detach(), g) : Tensor(),
      biased && context->needs_input_grad(2) ? grad_y[0].sum({0, 2, 3}) : Tensor(),
      {}};
}

void check(const Tensor& map, const Extent& extent) {
  TORCH_CHECK(map.dim() == 4 && map.size(2) == extent[0] && map.size(3) == extent[1], "a map is ",
              map.sizes(), " where one of ", extent[0], "x", extent[1], " belongs");
}

}  // namespace

Tensor convolve(const Tensor& x, const Tensor& w, const Tensor& bias, const Geometry& g) {
  check(x, g.large);
  const auto type = x.scalar_type();
  const auto bias_in_type = bias.defined() ? std::optional(bias.to(type)) : std::nullopt;
  return Convolution::apply(x.contiguous(memory_format_on(x.device())), w.to(type), bias_in_type,
                            g);
}

Tensor convolve_transposed(const Tensor& y, const Tensor& w, const Tensor& bias,
                           const Geometry& g) {
  check(y, g.small);
  const auto type = y.scalar_type();
  Tensor x =
      TransposedConvolution::apply(y.contiguous(memory_format_on(y.device())), w.to(type), g);
  return bias.defined() ? x.add_(bias.to(type).reshape({1, -1, 1, 1})) : x;
}

Tensor convolution_weight_gradient(const Tensor& x, const Tensor& y, const Tensor& like,
                                   const Geometry& g) {
  check(x, g.large);
  check(y, g.small);
  const auto order = memory_format_on(x.device());
  return weight_gradient(x.contiguous(order), y.contiguous(order),
                         like.detach().to(x.scalar_type()), g)
      .to(like.scalar_type());
}

}  // namespace wgan
