#include "wgan/networks/products.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <torch/csrc/autograd/autograd.h>

#include "support.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

TEST(Products, AreTheNumbersWorkedByHand) {
  const Tensor a = at::tensor({1, 2, 3, 4}, at::kFloat).view({2, 2}),
               b = at::tensor({5, 6, 7, 8, 9, 10}, at::kFloat).view({3, 2}),
               bias = at::tensor({1, -1, 0}, at::kFloat);
  const Tensor expected = at::tensor({17, 23, 29, 39, 53, 67}, at::kFloat).view({2, 3}),
               with_bias = at::tensor({18, 22, 29, 40, 52, 67}, at::kFloat).view({2, 3});
  EXPECT_TRUE(product(a, b).equal(expected)) << product(a, b);
  EXPECT_TRUE(product(a, b, bias).equal(with_bias)) << product(a, b, bias);
  EXPECT_TRUE(linear(a, b, bias).equal(with_bias));
}

TEST(Products, TakeEveryOrderInMemoryAndEveryPrecision) {
  for (const auto& [m, k, n] : {std::tuple{1, 1, 1}, {3, 5, 7}, {64, 100, 257}, {130, 1024, 33}}) {
    const Tensor a = at::randn({m, k}, at::kDouble), b = at::randn({n, k}, at::kDouble),
                 expected = at::mm(a, b.t());
    const double largest = (a.abs().amax() * b.abs().amax()).item<double>() * k;
    for (const auto type : {at::kDouble, at::kFloat, at::kBFloat16}) {
      // bf16 keeps 8 bits of the factors and the result.
      const double tolerance = type == at::kBFloat16 ? 3 * 0x1p-8 * largest
                               : type == at::kFloat  ? rounding_bound(k + 2, largest)
                                                     : 1e-12 * largest;
      const Tensor x = a.to(type), y = b.to(type), x_turned = x.t().contiguous().t(),
                   y_turned = y.t().contiguous().t();
      for (const Tensor& found : {product(x, y), product(x_turned, y), product(x, y_turned)}) {
        EXPECT_EQ(found.scalar_type(), type);
        EXPECT_LE((found.to(at::kDouble) - expected).abs().max().item<double>(), tolerance)
            << m << "x" << k << "x" << n << ", " << type;
      }
    }
  }
}

/// The derivatives of the sum of squares of a layer, and those of the squares of these.
TensorList derivatives(const Tensor& y, const TensorList& by) {
  using torch::autograd::grad;
  TensorList first = grad({y.square().sum()}, by, {}, true, /*create_graph=*/true);
  const TensorList second =
      grad({first[0].square().sum() + first[1].square().sum()}, by, {}, true, false);
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

TEST(Products, ALayersDerivativesAreThoseOfTheLibrary) {
  const Tensor x = at::randn({6, 9}, at::kDouble).requires_grad_(),
               w = at::randn({4, 9}, at::kDouble).requires_grad_(),
               bias = at::randn({4}, at::kDouble).requires_grad_();
  const TensorList found = derivatives(linear(x, w, bias), {x, w, bias}),
                   expected = derivatives(at::linear(x, w, bias), {x, w, bias});
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_LE((found[i] - expected[i]).abs().max().item<double>(),
              1e-12 * expected[i].abs().max().item<double>())
        << i;
  }
}

}  // namespace
}  // namespace wgan
