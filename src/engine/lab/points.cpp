#include "points.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/sort.h>

namespace wgan {
namespace {

/// Returns points of `dimensions` numbers, each written by `draw(random, its numbers)`.
template <typename Draw>
Tensor drawn(Random& random, int64_t n, int64_t dimensions, const Draw& draw) {
  Tensor points = at::empty({n, dimensions}, at::TensorOptions(at::kFloat));
  for (int64_t i = 0; i < n; ++i) draw(random, points.data_ptr<float>() + i * dimensions);
  return points;
}

}  // namespace

DrawPoints normal_numbers(double mean, double deviation) {
  return [=](Random& random, int64_t n) {
    return drawn(random, n, 1, [&](Random& r, float* x) {
      *x = static_cast<float>(mean + deviation * r.normal());
    });
  };
}

DrawPoints two_piles(double left, double right, double deviation) {
  return [=](Random& random, int64_t n) {
    return drawn(random, n, 1, [&](Random& r, float* x) {
      *x = static_cast<float>((r.below(2) == 0 ? left : right) + deviation * r.normal());
    });
  };
}

DrawPoints vertical_line(double x) {
  return [=](Random& random, int64_t n) {
    return drawn(random, n, 2, [&](Random& r, float* point) {
      point[0] = static_cast<float>(x), point[1] = r.uniform();
    });
  };
}

std::vector<double> spaced(double least, double most, int64_t count) {
  std::vector<double> numbers;
  for (int64_t i = 0; i < count; ++i)
    numbers.push_back(least +
                      (most - least) * static_cast<double>(i) / static_cast<double>(count - 1));
  return numbers;
}

double wasserstein_of_samples(const Tensor& a, const Tensor& b) {
  const auto sorted = [](const Tensor& sample) {
    return std::get<0>(at::sort(sample.flatten().to(at::kDouble)));
  };
  return (sorted(a) - sorted(b)).abs().mean().item<double>();
}

}  // namespace wgan
