#include "networks/convolve.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/randn.h>
#include <torch/csrc/autograd/autograd.h>

#include <functional>

#include "networks/patches.h"
#include "networks/subpixel.h"
#include "support.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

struct Case {
  Geometry geometry;
  Extent kernel;
  int64_t in, out;

  std::string name() const {
    const Geometry& g = geometry;
    return cat(g.large[0], "x", g.large[1], " to ", g.small[0], "x", g.small[1], ", kernel ",
               kernel[0], "x", kernel[1], ", ", g.before[0], "/", g.before[1], " before, stride ",
               g.stride, ", ", in, " to ", out);
  }
  /// Zeros behind, so that the kernel stands at the last place too.
  int64_t behind(size_t axis) const {
    const Geometry& g = geometry;
    return (g.small[axis] - 1) * g.stride + kernel[axis] - g.large[axis] - g.before[axis];
  }
};

/// Some of few and some of many channels, with even and uneven padding, and whole maps.
const std::vector<Case> kCases{
    {{{8, 8}, {4, 4}, {1, 1}, 2}, {4, 4}, 16, 5},  {{{8, 8}, {4, 4}, {1, 1}, 2}, {4, 4}, 3, 5},
    {{{7, 9}, {4, 5}, {1, 1}, 2}, {4, 4}, 17, 3},  {{{8, 6}, {4, 3}, {1, 1}, 2}, {5, 5}, 16, 2},
    {{{8, 6}, {4, 3}, {2, 2}, 2}, {5, 5}, 16, 2},  {{{8, 7}, {4, 4}, {0, 1}, 2}, {3, 3}, 2, 4},
    {{{5, 6}, {5, 6}, {1, 1}, 1}, {4, 4}, 16, 3},  {{{4, 5}, {1, 1}, {0, 0}, 1}, {4, 5}, 18, 7},
    {{{6, 6}, {6, 6}, {0, 0}, 1}, {1, 1}, 16, 2},  {{{16, 18}, {8, 9}, {1, 1}, 2}, {4, 4}, 16, 3},
    {{{20, 17}, {10, 9}, {1, 2}, 2}, {5, 5}, 9, 2}};

/// What it is to equal: the library's convolution of a padded map.
Tensor reference(const Case& c, const Tensor& x, const Tensor& w) {
  const auto& before = c.geometry.before;
  return at::conv2d(at::constant_pad_nd(x, {before[1], c.behind(1), before[0], c.behind(0)}), w, {},
                    {c.geometry.stride, c.geometry.stride});
}

struct Numbers {
  Tensor x, w, y;
};
Numbers numbers(const Case& c) {
  const Geometry& g = c.geometry;
  return {at::randn({3, c.in, g.large[0], g.large[1]}, at::kDouble).requires_grad_(),
          at::randn({c.out, c.in, c.kernel[0], c.kernel[1]}, at::kDouble).requires_grad_(),
          at::randn({3, c.out, g.small[0], g.small[1]}, at::kDouble).requires_grad_()};
}

void expect_equal(const Tensor& found, const Tensor& expected, const std::string& what) {
  ASSERT_EQ(found.sizes(), expected.sizes()) << what;
  EXPECT_LT((found - expected).abs().max().item<double>(), 1e-11) << what;
}

TensorList gradients(const Tensor& of, const TensorList& by, bool again = false) {
  return torch::autograd::grad({of}, by, {}, /*retain_graph=*/true, /*create_graph=*/again);
}

TEST(Convolve, EqualsTheLibrarysConvolutionAndItsDerivatives) {
  for (const Case& c : kCases) {
    const auto [x, w, y] = numbers(c);
    const Tensor found = convolve(x, w, {}, c.geometry), expected = reference(c, x, w);
    expect_equal(found, expected, c.name());
    const TensorList one = gradients((found * y).sum(), {x, w}),
                     other = gradients((expected * y).sum(), {x, w});
    expect_equal(one[0], other[0], cat(c.name(), ", by the map"));
    expect_equal(one[1], other[1], cat(c.name(), ", by the weight"));
    expect_equal(convolve_transposed(y, w, {}, c.geometry), other[0],
                 cat(c.name(), ", transposed"));
  }
}

TEST(Convolve, PatchesEqualTheLibraryForEveryGeometry) {
  for (const Case& c : kCases) {
    const auto [x, w, y] = numbers(c);
    const Tensor expected = reference(c, x, w);
    const TensorList by = gradients((expected * y).sum(), {x, w});
    const at::NoGradGuard no_grad;
    const Tensor bias = at::randn({c.out}, at::kDouble);
    expect_equal(convolve_by_patches(x, w, {}, c.geometry), expected, c.name());
    expect_equal(convolve_by_patches(x, w, bias, c.geometry),
                 expected + bias.reshape({1, -1, 1, 1}), cat(c.name(), ", with bias"));
    expect_equal(convolve_transposed_by_patches(y, w, c.geometry), by[0],
                 cat(c.name(), ", transposed"));
    expect_equal(convolve_transposed_by_subpixels(y, w, c.geometry), by[0],
                 cat(c.name(), ", transposed by subpixels"));
    expect_equal(weight_gradient_by_patches(x, y, c.kernel, c.geometry), by[1],
                 cat(c.name(), ", by the weight"));
  }
}

/// The second derivatives of a function of x, w and y that is not linear in any.
TensorList second_derivatives(const std::function<Tensor(const Tensor&, const Tensor&)>& f,
                              const Tensor& u, const Tensor& v, const Tensor& with) {
  const TensorList first = gradients((f(u, v).tanh() * with).sum(), {u, v}, /*again=*/true);
  return gradients(first[0].square().sum() + first[1].pow(3).sum(), {u, v, with});
}

TEST(Convolve, BothWaysCanBeDifferentiatedTwice) {
  for (const Case& c : kCases) {
    const auto [x, w, y] = numbers(c);
    const auto compare = [&](const TensorList& found, const TensorList& expected,
                             const std::string& what) {
      for (size_t i = 0; i < found.size(); ++i) {
        const double scale = std::max(1.0, expected[i].abs().max().item<double>());
        expect_equal(found[i] / scale, expected[i] / scale, cat(c.name(), what, i));
      }
    };
    compare(second_derivatives(
                [&](const Tensor& a, const Tensor& b) { return convolve(a, b, {}, c.geometry); }, x,
                w, y),
            second_derivatives([&](const Tensor& a, const Tensor& b) { return reference(c, a, b); },
                               x, w, y),
            ", forwards ");
    compare(second_derivatives(
                [&](const Tensor& a, const Tensor& b) {
                  return convolve_transposed(a, b, {}, c.geometry);
                },
                y, w, x),
            second_derivatives(
                [&](const Tensor& a, const Tensor& b) {
                  // The transpose is the derivative of the linear map.
                  return gradients((reference(c, x, b) * a).sum(), {x}, /*again=*/true)[0];
                },
                y, w, x),
            ", backwards ");
  }
}

TEST(Convolve, ABiasIsAddedToEachMap) {
  for (const Case& c : kCases) {
    const auto [x, w, y] = numbers(c);
    const Tensor out = at::randn({c.out}, at::kDouble).requires_grad_(),
                 in = at::randn({c.in}, at::kDouble).requires_grad_();
    const Tensor there = convolve(x, w, out, c.geometry);
    expect_equal(there, reference(c, x, w) + out.reshape({1, -1, 1, 1}), c.name());
    expect_equal(gradients((there * y).sum(), {out})[0], y.sum({0, 2, 3}), c.name());
    const Tensor back = convolve_transposed(y, w, in, c.geometry);
    expect_equal(back, convolve_transposed(y, w, {}, c.geometry) + in.reshape({1, -1, 1, 1}),
                 c.name());
    expect_equal(gradients((back * x).sum(), {in})[0], x.sum({0, 2, 3}), c.name());
  }
}

TEST(Convolve, WhatNobodyAsksForHasNoGradient) {
  const Case& c = kCases[0];
  const auto [x, w, y] = numbers(c);
  const Tensor frozen = w.detach(), still = x.detach();
  EXPECT_FALSE(convolve(still, frozen, {}, c.geometry).requires_grad());
  expect_equal(gradients((convolve(x, frozen, {}, c.geometry) * y).sum(), {x})[0],
               gradients((reference(c, x, w) * y).sum(), {x})[0], "by the map alone");
  expect_equal(gradients((convolve(still, w, {}, c.geometry) * y).sum(), {w})[0],
               gradients((reference(c, x, w) * y).sum(), {w})[0], "by the weight alone");
}

TEST(Convolve, FloatsTakeBothWaysToo) {
  for (const Case& c : kCases) {
    const auto [x, w, y] = numbers(c);
    const Tensor found =
        convolve(x.detach().to(at::kFloat), w.detach().to(at::kFloat), {}, c.geometry);
    EXPECT_EQ(found.scalar_type(), at::kFloat);
    EXPECT_LT((found - reference(c, x, w)).abs().max().item<double>(), 1e-3) << c.name();
  }
}

}  // namespace
}  // namespace wgan
