#include "chart.h"

#include <algorithm>
#include <cmath>

#include "wgan/report_page/report_page.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr double kWidth = 560, kHeight = 220, kLeft = 62, kRight = 26, kTop = 10, kBottom = 30;
constexpr size_t kMostPoints = 400;  // of a curve: more than the chart has pixels for

struct Range {
  double least = 0, most = 1;
  void widen() {
    if (most > least) return;
    const double margin = least == 0 ? 1 : std::abs(least) / 2;
    least -= margin, most += margin;
  }
};

/// Returns round numbers that divide the range into a few parts.
std::vector<double> ticks_of(const Range& range, int wanted) {
  const double rough = (range.most - range.least) / wanted,
               power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * power >= rough) step = factor * power;
  }
  // Between numbers that are nearly equal, steps may change nothing.
  const double first = std::ceil(range.least / step);
  std::vector<double> ticks;
  for (int i = 0; i <= 4 * wanted; ++i) {
    const double tick = (first + i) * step;
    if (!(tick <= range.most)) break;
    ticks.push_back(tick);
  }
  return ticks;
}

std::string number(double value) { return printed("%.1f", value); }

/// A number on an axis: "20k", "1.5M", "0.02".
std::string tick_text(double value) {
  const double size = std::abs(value);
  if (size >= 1e6) return printed("%.4gM", value / 1e6);
  if (size >= 1e4) return printed("%.4gk", value / 1e3);
  return printed("%.4g", size < 1e-12 ? 0 : value);
}

/// Every n-th point and the last, so that the curve has no more than kMostPoints.
std::vector<ChartPoint> thinned(const std::vector<ChartPoint>& points) {
  const size_t every = (points.size() + kMostPoints - 1) / kMostPoints;
  if (every <= 1) return points;
  std::vector<ChartPoint> few;
  for (size_t i = 0; i < points.size(); i += every) few.push_back(points[i]);
  if ((points.size() - 1) % every != 0) few.push_back(points.back());
  return few;
}

}  // namespace

std::string chart(const std::vector<ChartCurve>& curves, const std::string& label) {
  Range x{INFINITY, -INFINITY}, y = x;
  for (const ChartCurve& curve : curves) {
    for (const ChartPoint& p : curve.points) {
      x.least = std::min(x.least, p.x), x.most = std::max(x.most, p.x);
      y.least = std::min(y.least, p.y), y.most = std::max(y.most, p.y);
    }
  }
  x.widen(), y.widen();
  const auto across = [&](double value) {
    return kLeft + (value - x.least) / (x.most - x.least) * (kWidth - kLeft - kRight);
  };
  const auto down = [&](double value) {
    return kHeight - kBottom - (value - y.least) / (y.most - y.least) * (kHeight - kTop - kBottom);
  };
  std::string svg = cat("<svg viewBox=\"0 0 ", kWidth, " ", kHeight,
                        "\" role=\"img\" aria-label=\"", html(label), "\">");
  for (const double tick : ticks_of(y, 4)) {
    const std::string at = number(down(tick));
    svg += cat("<line class=\"rule\" x1=\"", kLeft, "\" x2=\"", kWidth - kRight, "\" y1=\"", at,
               "\" y2=\"", at, "\"/><text x=\"", kLeft - 6, "\" y=\"", at,
               "\" text-anchor=\"end\" dominant-baseline=\"middle\">", tick_text(tick), "</text>");
  }
  for (const double tick : ticks_of(x, 5))
    svg += cat("<text x=\"", number(across(tick)), "\" y=\"", kHeight - 10,
               "\" text-anchor=\"middle\">", tick_text(tick), "</text>");
  for (size_t i = 0; i < curves.size(); ++i) {
    std::string path;
    for (const ChartPoint& p : thinned(curves[i].points))
      path += cat(path.empty() ? "" : " ", number(across(p.x)), ",", number(down(p.y)));
    if (curves[i].points.size() == 1)
      svg += cat("<circle class=\"curve c", i % 8, "\" r=\"2\" cx=\"",
                 number(across(curves[i].points[0].x)), "\" cy=\"",
                 number(down(curves[i].points[0].y)), "\"/>");
    svg += cat("<polyline class=\"curve c", i % 8, "\" points=\"", path, "\"><title>",
               html(curves[i].name), "</title></polyline>");
  }
  return svg + "</svg>";
}

}  // namespace wgan
