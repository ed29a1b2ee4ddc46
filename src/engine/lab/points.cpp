#include "points.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/sort.h>

#include <cmath>
#include <numbers>

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

DrawPoints around(std::vector<PlotPoint> centres, double deviation) {
  return [centres = std::move(centres), deviation](Random& random, int64_t n) {
    return drawn(random, n, 2, [&](Random& r, float* point) {
      const PlotPoint& centre = centres[r.below(static_cast<uint32_t>(centres.size()))];
      point[0] = static_cast<float>(centre.x + deviation * r.normal());
      point[1] = static_cast<float>(centre.y + deviation * r.normal());
    });
  };
}

std::vector<PlotPoint> ring_of_8() {
  std::vector<PlotPoint> centres;
  for (int i = 0; i < 8; ++i)
    centres.push_back(
        {0.7 * std::cos(i * std::numbers::pi / 4), 0.7 * std::sin(i * std::numbers::pi / 4)});
  return centres;
}

std::vector<PlotPoint> grid_of_25() {
  std::vector<PlotPoint> centres;
  for (int y = -2; y <= 2; ++y) {
    for (int x = -2; x <= 2; ++x) centres.push_back({0.4 * x, 0.4 * y});
  }
  return centres;
}

DrawPoints swiss_roll(double deviation) {
  return [=](Random& random, int64_t n) {
    return drawn(random, n, 2, [&](Random& r, float* point) {
      const double t = 1.5 * std::numbers::pi * (1 + 2 * r.uniform()), radius = t / 15;
      point[0] = static_cast<float>(radius * std::cos(t) + deviation * r.normal());
      point[1] = static_cast<float>(radius * std::sin(t) + deviation * r.normal());
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
