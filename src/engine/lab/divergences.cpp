#include "divergences.h"

#include <cmath>
#include <numbers>

namespace wgan {
namespace {

constexpr int kParts = 40'000;

double integral(const std::function<double(double)>& f, double least, double most) {
  const double step = (most - least) / kParts;
  double sum = (f(least) + f(most)) / 2;
  for (int i = 1; i < kParts; ++i) sum += f(least + i * step);
  return sum * step;
}

}  // namespace

double kl_term(double p, double q) { return p > 0 ? p * std::log(p / q) : 0; }

double js_term(double p, double q) {
  const double mean = (p + q) / 2;
  return (kl_term(p, mean) + kl_term(q, mean)) / 2;
}

Density normal_density(double mean, double deviation) {
  return [=](double x) {
    const double z = (x - mean) / deviation;
    return std::exp(-z * z / 2) / (deviation * std::sqrt(2 * std::numbers::pi));
  };
}

double kl_divergence(const Density& p, const Density& q, double least, double most) {
  return integral([&](double x) { return kl_term(p(x), q(x)); }, least, most);
}

double js_divergence(const Density& p, const Density& q, double least, double most) {
  return integral([&](double x) { return js_term(p(x), q(x)); }, least, most);
}

double wasserstein(const Density& p, const Density& q, double least, double most) {
  const double step = (most - least) / kParts;
  double area = 0, gap = 0;
  for (int i = 0; i < kParts; ++i) {
    const double x = least + (i + 0.5) * step;
    gap += (p(x) - q(x)) * step;
    area += std::abs(gap) * step;
  }
  return area;
}

double js_divergence(const std::vector<double>& p, const std::vector<double>& q) {
  double sum = 0;
  for (size_t i = 0; i < p.size(); ++i) sum += js_term(p[i], q[i]);
  return sum;
}

}  // namespace wgan
