#include <algorithm>
#include <array>
#include <cmath>

#include "wgan/plot/plot.h"
#include "wgan/text/text.h"

namespace wgan {

AxisRange AxisRange::of(const std::vector<double>& values, bool log) {
  AxisRange range{INFINITY, -INFINITY, log};
  for (const double value : values) {
    if (!std::isfinite(value) || (log && value <= 0)) continue;
    range.least = std::min(range.least, value), range.most = std::max(range.most, value);
  }
  if (range.least > range.most) return log ? AxisRange{1, 10, true} : AxisRange{0, 1, false};
  if (range.most > range.least) return range;
  if (log) return {range.least / 10, range.most * 10, true};
  const double margin = range.least == 0 ? 1 : std::abs(range.least) / 2;
  return {range.least - margin, range.most + margin, false};
}

double AxisRange::share(double value) const {
  return log ? std::log(value / least) / std::log(most / least) : (value - least) / (most - least);
}

std::vector<double> AxisRange::ticks(int wanted) const {
  std::vector<double> ticks;
  if (log) {
    const double first = std::ceil(std::log10(least) - 1e-9),
                 last = std::floor(std::log10(most) + 1e-9),
                 step = std::max(1.0, std::ceil((last - first) / wanted));
    for (double power = first; power <= last; power += step) ticks.push_back(std::pow(10, power));
    if (ticks.size() > 1) return ticks;
    return {least, most};  // within a power of ten
  }
  const double rough = (most - least) / wanted, power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * power >= rough) step = factor * power;
  }
  // Between numbers that are nearly equal, steps may change nothing.
  const double first = std::ceil(least / step);
  for (int i = 0; i <= 4 * wanted; ++i) {
    const double tick = (first + i) * step;
    if (!(tick <= most)) break;
    ticks.push_back(std::abs(tick) < step * 1e-9 ? 0 : tick);
  }
  return ticks;
}

std::string tick_text(double value) {
  const double size = std::abs(value);
  if (size >= 1e6) return printed("%.4gM", value / 1e6);
  if (size >= 1e4) return printed("%.4gk", value / 1e3);
  return printed("%.4g", value);
}

PlotColour series_colour(size_t number) {
  static constexpr std::array<PlotColour, 8> kColours{{{0, 114, 178},
                                                       {213, 94, 0},
                                                       {0, 158, 115},
                                                       {204, 121, 167},
                                                       {86, 180, 233},
                                                       {230, 159, 0},
                                                       {0, 0, 0},
                                                       {140, 140, 140}}};
  return kColours[number % kColours.size()];
}

}  // namespace wgan
