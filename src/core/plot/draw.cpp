#include <algorithm>
#include <cmath>

#include "wgan/plot/plot.h"

namespace wgan {
namespace {

using Mark = PlotSeries::Mark;

constexpr double kLeft = 74, kRight = 24, kTop = 64, kBottom = 56;
constexpr PlotColour kBlack{30, 30, 30}, kRule{222, 222, 222};

/// The part of the canvas between the axes.
struct Frame {
  AxisRange x, y;
  double left = kLeft, right = kPlotWidth - kRight, top = kTop, bottom = kPlotHeight - kBottom;

  bool shows(const PlotPoint& p) const {
    return std::isfinite(p.x) && std::isfinite(p.y) && (!x.log || p.x > 0) && (!y.log || p.y > 0);
  }
  PlotPoint at(const PlotPoint& p) const {
    const auto within = [](double share) { return std::clamp(share, 0.0, 1.0); };
    return {left + within(x.share(p.x)) * (right - left),
            bottom - within(y.share(p.y)) * (bottom - top)};
  }
};

AxisRange range_of(const Plot& plot, const PlotAxis& axis, double PlotPoint::*side) {
  std::vector<double> values;
  for (const PlotSeries& series : plot.series) {
    for (const PlotPoint& point : series.points) values.push_back(point.*side);
    if (series.mark == Mark::kBars && side == &PlotPoint::y) values.push_back(0);
  }
  AxisRange range = AxisRange::of(values, axis.log);
  if (axis.least) range.least = *axis.least;
  if (axis.most) range.most = *axis.most;
  return range;
}

/// Shortens an axis of the frame until a unit is as long on both.
void make_square(Frame& frame) {
  const double across = (frame.right - frame.left) / (frame.x.most - frame.x.least),
               down = (frame.bottom - frame.top) / (frame.y.most - frame.y.least),
               unit = std::min(across, down);
  frame.right = frame.left + unit * (frame.x.most - frame.x.least);
  frame.top = frame.bottom - unit * (frame.y.most - frame.y.least);
}

void draw_axes(const Plot& plot, const Frame& frame, Canvas& canvas) {
  for (const double tick : frame.y.ticks(5)) {
    const PlotPoint at = frame.at({frame.x.least, tick});
    canvas.polyline({at, {frame.right, at.y}}, kRule, 1);
    canvas.text({frame.left - 8, at.y + 4}, tick_text(tick), Canvas::Align::kRight, false);
  }
  for (const double tick : frame.x.ticks(6)) {
    const PlotPoint at = frame.at({tick, frame.y.least});
    canvas.polyline({at, {at.x, frame.bottom + 5}}, kBlack, 1);
    canvas.text({at.x, frame.bottom + 20}, tick_text(tick), Canvas::Align::kMiddle, false);
  }
  canvas.polyline(
      {{frame.left, frame.top}, {frame.left, frame.bottom}, {frame.right, frame.bottom}}, kBlack,
      1);
  canvas.text({kLeft - 66, 24}, plot.title, Canvas::Align::kLeft, true);
  canvas.text({kLeft - 66, 48}, plot.y.name, Canvas::Align::kLeft, false);
  canvas.text({frame.right, frame.bottom + 42}, plot.x.name, Canvas::Align::kRight, false);
}

void draw_series(const PlotSeries& series, PlotColour colour, const Frame& frame, Canvas& canvas) {
  std::vector<PlotPoint> line;
  const auto end_line = [&] {
    if (line.size() > 1) canvas.polyline(line, colour, series.mark == Mark::kLevels ? 1 : 2);
    else if (line.size() == 1) canvas.dot(line[0], colour, 3);
    line.clear();
  };
  const double step = series.points.size() < 2
                          ? frame.right - frame.left
                          : (frame.right - frame.left) / static_cast<double>(series.points.size());
  for (const PlotPoint& point : series.points) {
    if (!frame.shows(point)) {
      end_line();
      continue;
    }
    const PlotPoint at = frame.at(point);
    if (series.mark == Mark::kDots) {
      canvas.dot(at, colour, 2);
    } else if (series.mark == Mark::kBars) {
      const double base = frame.at({point.x, frame.y.log ? frame.y.least : 0}).y;
      canvas.rectangle({at.x - 0.4 * step, std::min(at.y, base)},
                       {at.x + 0.4 * step, std::max(at.y, base)}, colour);
    } else {
      line.push_back(at);
    }
  }
  end_line();
}

/// Names the series in a row below the title, from the right.
void draw_legend(const Plot& plot, Canvas& canvas) {
  constexpr double kLetter = 7, kKey = 26;
  double right = kPlotWidth - kRight;
  for (size_t i = plot.series.size(); i-- > 0;) {
    const std::string& name = plot.series[i].name;
    if (name.empty()) continue;
    right -= kLetter * static_cast<double>(name.size());
    canvas.text({right, 48}, name, Canvas::Align::kLeft, false);
    canvas.polyline({{right - 22, 44}, {right - 6, 44}}, series_colour(i), 3);
    right -= kKey + 8;
  }
}

}  // namespace

void draw(const Plot& plot, Canvas& canvas) {
  Frame frame{range_of(plot, plot.x, &PlotPoint::x), range_of(plot, plot.y, &PlotPoint::y)};
  if (plot.square) make_square(frame);
  draw_axes(plot, frame, canvas);
  for (size_t i = 0; i < plot.series.size(); ++i)
    draw_series(plot.series[i], series_colour(i), frame, canvas);
  draw_legend(plot, canvas);
}

}  // namespace wgan
