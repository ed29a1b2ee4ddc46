#include "convolve.h"

#include <ATen/TensorOperators.h>
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

/// The library pads as much on both sides. What one side needs more is padded beforehand, or cut
/// off behind.
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

/// Not a view, as in-place changes ask for.
Tensor cut(const Tensor& x, const Sides& s, const Geometry& g) {
  if (even(s)) return x;
  return x.narrow(2, s.before[0], g.large[0])
      .narrow(3, s.before[1], g.large[1])
      .clone(memory_format_on(x.device()));
}

Tensor plain(const Tensor& x, const Tensor& w, const Tensor& bias, const Geometry& g) {
  if (patches_are_faster(x, w, g)) return convolve_by_patches(x, w, bias, g);
  const Sides s = sides_of(g, w);
  return at::convolution(padded(x, s), w, bias, {g.stride, g.stride}, s.both, {1, 1}, false, {0, 0},
                         1);
}

Tensor plain_transposed(const Tensor& y, const Tensor& w, const Geometry& g) {
  if (subpixels_are_faster(y, w)) return convolve_transposed_by_subpixels(y, w, g);
  if (patches_are_faster(y, w, g)) return convolve_transposed_by_patches(y, w, g);
  const Sides s = sides_of(g, w);
  return cut(at::convolution(y, w, {}, {g.stride, g.stride}, s.both, {1, 1}, true, {0, 0}, 1), s,
             g);
}

/// The weight that is asked for has the shape of `like`.
Tensor plain_weight(const Tensor& x, const Tensor& y, const Tensor& like, const Geometry& g) {
  if (patches_are_faster(x, like, g))
    return weight_gradient_by_patches(x, y, {like.size(2), like.size(3)}, g);
  const Sides s = sides_of(g, like);
  return std::get<1>(at::convolution_backward(y, padded(x, s), like, {}, {g.stride, g.stride},
                                              s.both, {1, 1}, false, {0, 0}, 1,
                                              {false, true, false}));
}

/// What a function keeps for its derivatives.
void keep(AutogradContext* context, const Tensor& one, const Tensor& other, const Geometry& g) {
  context->save_for_backward({one, other});
  context->saved_data["geometry"] = std::vector<int64_t>{
      g.large[0], g.large[1], g.small[0], g.small[1], g.before[0], g.before[1], g.stride};
}
struct Kept {
  Tensor one, other;
  Geometry geometry;
};
Kept kept_by(AutogradContext* context) {
  const Gradients saved = context->get_saved_variables();
  const std::vector<int64_t> g = context->saved_data["geometry"].toIntVector();
  return {saved[0], saved[1], {{g[0], g[1]}, {g[2], g[3]}, {g[4], g[5]}, g[6]}};
}

struct Weight;

struct Transposed : Function<Transposed> {
  static Tensor forward(AutogradContext* context, const Tensor& y, const Tensor& w,
                        const Geometry& g) {
    keep(context, y, w, g);
    return plain_transposed(y, w, g);
  }
  static Gradients backward(AutogradContext* context, const Gradients& of_x);
};

struct Convolved : Function<Convolved> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& w,
                        const std::optional<Tensor>& bias, const Geometry& g) {
    keep(context, x, w, g);
    context->saved_data["biased"] = bias.has_value();
    return plain(x, w, bias.value_or(Tensor()), g);
  }
  static Gradients backward(AutogradContext* context, const Gradients& of_y);
};

/// `like` only gives the shape.
struct Weight : Function<Weight> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& y,
                        const Tensor& like, const Geometry& g) {
    keep(context, x, y, g);
    return plain_weight(x, y, like, g);
  }
  static Gradients backward(AutogradContext* context, const Gradients& of_w) {
    const auto [x, y, g] = kept_by(context);
    return {context->needs_input_grad(0) ? Transposed::apply(y, of_w[0], g) : Tensor(),
            context->needs_input_grad(1) ? Convolved::apply(x, of_w[0], std::nullopt, g) : Tensor(),
            {},
            {}};
  }
};

Gradients Transposed::backward(AutogradContext* context, const Gradients& of_x) {
  const auto [y, w, g] = kept_by(context);
  return {context->needs_input_grad(0) ? Convolved::apply(of_x[0], w, std::nullopt, g) : Tensor(),
          context->needs_input_grad(1) ? Weight::apply(of_x[0], y, w.detach(), g) : Tensor(),
          {}};
}

Gradients Convolved::backward(AutogradContext* context, const Gradients& of_y) {
  const bool biased = context->saved_data["biased"].toBool();
  const auto [x, w, g] = kept_by(context);
  return {context->needs_input_grad(0) ? Transposed::apply(of_y[0], w, g) : Tensor(),
          context->needs_input_grad(1) ? Weight::apply(x, of_y[0], w.detach(), g) : Tensor(),
          biased && context->needs_input_grad(2) ? of_y[0].sum({0, 2, 3}) : Tensor(),
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
  const auto given = bias.defined() ? std::optional(bias.to(type)) : std::nullopt;
  return Convolved::apply(x.contiguous(memory_format_on(x.device())), w.to(type), given, g);
}

Tensor convolve_transposed(const Tensor& y, const Tensor& w, const Tensor& bias,
                           const Geometry& g) {
  check(y, g.small);
  const auto type = y.scalar_type();
  Tensor x = Transposed::apply(y.contiguous(memory_format_on(y.device())), w.to(type), g);
  return bias.defined() ? x.add_(bias.to(type).reshape({1, -1, 1, 1})) : x;
}

}  // namespace wgan
