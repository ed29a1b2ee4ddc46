#include "chart.h"

#include "wgan/plot/plot.h"
#include "wgan/text/html.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr double kWidth = 560, kHeight = 220, kLeft = 62, kRight = 26, kTop = 10, kBottom = 30;
constexpr size_t kMostPoints = 400;  // of a curve: more than the chart has pixels for

std::string number(double value) { return printed("%.1f", value); }

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
  std::vector<double> all_x, all_y;
  for (const ChartCurve& curve : curves) {
    for (const ChartPoint& p : curve.points) all_x.push_back(p.x), all_y.push_back(p.y);
  }
  const AxisRange x = AxisRange::of(all_x), y = AxisRange::of(all_y);
  const auto across = [&](double value) {
    return kLeft + x.share(value) * (kWidth - kLeft - kRight);
  };
  const auto down = [&](double value) {
    return kHeight - kBottom - y.share(value) * (kHeight - kTop - kBottom);
  };
  std::string svg = cat("<svg viewBox=\"0 0 ", kWidth, " ", kHeight,
                        "\" role=\"img\" aria-label=\"", html(label), "\">");
  for (const double tick : y.ticks(4)) {
    const std::string at = number(down(tick));
    svg += cat("<line class=\"rule\" x1=\"", kLeft, "\" x2=\"", kWidth - kRight, "\" y1=\"", at,
               "\" y2=\"", at, "\"/><text x=\"", kLeft - 6, "\" y=\"", at,
               "\" text-anchor=\"end\" dominant-baseline=\"middle\">", tick_text(tick), "</text>");
  }
  for (const double tick : x.ticks(5))
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
