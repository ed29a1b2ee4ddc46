#pragma once

#include <string>
#include <vector>

/// Curves as SVG. Private to this folder.
namespace wgan {

struct ChartPoint {
  double x, y;
};
struct ChartCurve {
  std::string name;
  std::vector<ChartPoint> points;  // by rising x
};

/// Returns an SVG of the curves over a common axis. `label` describes it for those who do not see
/// it.
std::string chart(const std::vector<ChartCurve>& curves, const std::string& label);

}  // namespace wgan
