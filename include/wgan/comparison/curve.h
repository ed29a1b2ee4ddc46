#pragma once

#include <optional>
#include <vector>

/// Arithmetic on quantities that were measured now and then.
namespace wgan {

/// A quantity over another: points by rising x, straight between neighbours.
class Curve {
 public:
  /// Adds a point, whose x must be above that of the last one; a lower or equal one is left out.
  void add(double x, double y);

  bool empty() const { return points_.empty(); }
  /// The smallest and the largest x. The curve must not be empty.
  double first() const { return points_.front().x; }
  double last() const { return points_.back().x; }
  /// Returns y at x; nothing outside of the points.
  std::optional<double> at(double x) const;
  /// Returns the mean of y over x from `from` to `to`: the area below the curve per unit of x.
  /// Nothing unless from < to, both within the points.
  std::optional<double> mean(double from, double to) const;

 private:
  struct Point {
    double x, y;
  };
  std::vector<Point> points_;
};

/// Returns the rank correlation of two quantities of equal length, from -1 to 1 (Spearman 1904);
/// equal values share the mean of their ranks. Nothing for fewer than four pairs, or if one of the
/// quantities is constant.
std::optional<double> rank_correlation(const std::vector<double>& a, const std::vector<double>& b);

/// The mean of some values and their standard deviation.
struct Spread {
  double mean = 0;
  std::optional<double> deviation;  // by n - 1; nothing for a single value
};
/// Nothing if there are no values.
std::optional<Spread> spread_of(const std::vector<double>& values);

}  // namespace wgan
