#include "wgan/comparison/curve.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace wgan {
namespace {

/// Returns the ranks of the values from 1 on; equal values share the mean of theirs.
std::vector<double> ranks_of(const std::vector<double>& values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    for (size_t i = begin; i < end; ++i) ranks[order[i]] = static_cast<double>(begin + 1 + end) / 2;
  }
  return ranks;
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

void Curve::add(double x, double y) {
  if (points_.empty() || x > points_.back().x) points_.push_back({x, y});
}

std::optional<double> Curve::at(double x) const {
  if (points_.empty() || !(x >= first() && x <= last())) return std::nullopt;
  const auto after = std::lower_bound(points_.begin(), points_.end(), x,
                                      [](const Point& point, double at) { return point.x < at; });
  if (after->x == x) return after->y;
  const auto before = after - 1;
  return before->y + (after->y - before->y) * (x - before->x) / (after->x - before->x);
}

std::optional<double> Curve::mean(double from, double to) const {
  const auto start = at(from), end = at(to);
  if (!start || !end || from >= to) return std::nullopt;
  double area = 0;
  Point last{from, *start};
  const auto add = [&](const Point& next) {
    area += (next.x - last.x) * (next.y + last.y) / 2;
    last = next;
  };
  for (const Point& point : points_) {
    if (point.x > from && point.x < to) add(point);
  }
  add({to, *end});
  return area / (to - from);
}

std::optional<double> rank_correlation(const std::vector<double>& a, const std::vector<double>& b) {
  constexpr size_t kFewest = 4;
  if (a.size() < kFewest || a.size() != b.size()) return std::nullopt;
  const std::vector<double> ranks_a = ranks_of(a), ranks_b = ranks_of(b);
  const double mean = mean_of(ranks_a);
  double product = 0, square_a = 0, square_b = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const double from_a = ranks_a[i] - mean, from_b = ranks_b[i] - mean;
    product += from_a * from_b;
    square_a += from_a * from_a;
    square_b += from_b * from_b;
  }
  if (square_a == 0 || square_b == 0) return std::nullopt;
  return product / std::sqrt(square_a * square_b);
}

std::optional<Spread> spread_of(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  Spread spread{mean_of(values), std::nullopt};
  if (values.size() == 1) return spread;
  double squares = 0;
  for (const double value : values) squares += (value - spread.mean) * (value - spread.mean);
  spread.deviation = std::sqrt(squares / static_cast<double>(values.size() - 1));
  return spread;
}

}  // namespace wgan
