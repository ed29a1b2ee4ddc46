#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "wgan/plot/plot.h"

namespace wgan {
namespace {

using Mark = PlotSeries::Mark;

constexpr double kLeft = 74, kRight = 24, kTop = 84, kBottom = 76;
constexpr double kLegend = 48, kLine = 18;  // base line of the legend's first row, and between rows
constexpr PlotColour kBlack{30, 30, 30}, kRule{222, 222, 222};

/// The part of the canvas between the axes.
struct Frame {
  AxisRange x, y;
  double left = kLeft, right = kPlotWidth - kRight, top = kTop, bottom = kPlotHeight - kBottom;

  bool shows(const PlotPoint& p) const {
    return std::isfinite(p.x) && std::isfinite(p.y) && (!x.log || p.x > 0) && (!y.log || p.y > 0);
  }
  PlotPoint at(const PlotPoint& p) const {
    return {left + x.share(p.x) * (right - left), bottom - y.share(p.y) * (bottom - top)};
  }
  bool holds(const PlotPoint& at) const {
    constexpr double kSlack = 0.5;
    return at.x > left - kSlack && at.x < right + kSlack && at.y > top - kSlack &&
           at.y < bottom + kSlack;
  }
  /// Returns the part of the line from `a` to `b` that lies inside, as shares of the line (Liang
  /// and Barsky 1984); an empty range if none does.
  std::pair<double, double> inside(const PlotPoint& a, const PlotPoint& b) const {
    double from = 0, to = 1;
    const auto cut = [&](double start, double way, double least, double most) {
      if (way == 0) {
        if (start < least || start > most) to = -1;
        return;
      }
      const double first = (least - start) / way, last = (most - start) / way;
      from = std::max(from, std::min(first, last)), to = std::min(to, std::max(first, last));
    };
    cut(a.x, b.x - a.x, left, right);
    cut(a.y, b.y - a.y, top, bottom);
    return {from, to};
  }
};

AxisRange range_of(const Plot& plot, const PlotAxis& axis, double PlotPoint::*side) {
  std::vector<double> values;
  for (const PlotSeries& series : plot.series) {
    const bool bars = series.mark == Mark::kBars && !axis.log;
    double first = INFINITY, last = -INFINITY;
    for (const PlotPoint& point : series.points) {
      values.push_back(point.*side);
      if (bars) first = std::min(first, point.*side), last = std::max(last, point.*side);
    }
    if (!bars || series.points.empty()) continue;
    // Bars begin at 0 and are as wide as the way to the next one.
    const auto gaps = static_cast<double>(std::max<size_t>(1, series.points.size() - 1));
    const double half = last > first ? (last - first) / gaps / 2 : 0.5;
    if (side == &PlotPoint::y) values.push_back(0);
    else values.insert(values.end(), {first - half, last + half});
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
  constexpr double kMargin = 8;
  canvas.text({kMargin, 24}, plot.title, Canvas::Align::kLeft, true);
  canvas.text({kMargin, frame.top - 12}, plot.y.name, Canvas::Align::kLeft, false);
  canvas.text({frame.right, frame.bottom + 42}, plot.x.name, Canvas::Align::kRight, false);
  if (!plot.note.empty())
    canvas.text({kMargin, kPlotHeight - 10}, plot.note, Canvas::Align::kLeft, false);
}

/// Draws a line as far as it lies in the frame.
class Pen {
 public:
  Pen(const Frame& frame, Canvas& canvas, PlotColour colour, double width)
      : frame_(frame), canvas_(canvas), colour_(colour), width_(width) {}
  ~Pen() { lift(); }
  Pen(const Pen&) = delete;
  Pen& operator=(const Pen&) = delete;

  void go_to(const PlotPoint& at) {
    if (last_) {
      const auto [from, to] = frame_.inside(*last_, at);
      if (from > 0 || from > to) draw();
      if (from <= to) {
        if (line_.empty()) line_.push_back(between(*last_, at, from));
        line_.push_back(between(*last_, at, to));
      }
      if (to < 1) draw();
    } else if (frame_.holds(at)) {
      line_.push_back(at);
    }
    last_ = at;
  }
  void lift() {
    draw();
    last_.reset();
  }

 private:
  static PlotPoint between(const PlotPoint& a, const PlotPoint& b, double share) {
    return {a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)};
  }
  void draw() {
    if (line_.size() > 1) canvas_.polyline(line_, colour_, width_);
    else if (line_.size() == 1) canvas_.dot(line_[0], colour_, 3);
    line_.clear();
  }

  const Frame& frame_;
  Canvas& canvas_;
  PlotColour colour_;
  double width_;
  std::optional<PlotPoint> last_;
  std::vector<PlotPoint> line_;
};

void draw_series(const PlotSeries& series, PlotColour colour, const Frame& frame, Canvas& canvas) {
  Pen pen(frame, canvas, colour, series.mark == Mark::kLevels ? 1 : 2);
  const auto count = static_cast<double>(std::max<size_t>(1, series.points.size()));
  const double step = (frame.right - frame.left) / count;
  for (const PlotPoint& point : series.points) {
    if (!frame.shows(point)) {
      pen.lift();
      continue;
    }
    const PlotPoint at = frame.at(point);
    if (series.mark == Mark::kDots) {
      if (frame.holds(at)) canvas.dot(at, colour, 2);
    } else if (series.mark == Mark::kBars) {
      const double base = frame.at({point.x, frame.y.log ? frame.y.least : 0}).y;
      canvas.rectangle({at.x - 0.4 * step, std::min(at.y, base)},
                       {at.x + 0.4 * step, std::max(at.y, base)}, colour);
    } else {
      pen.go_to(at);
    }
  }
}

/// The places of the names of the series: rows below the title, from the left.
struct Legend {
  struct Entry {
    size_t series;
    PlotPoint at;
  };
  std::vector<Entry> entries;
  double bottom = kLegend - kLine;  // base line of the last row

  explicit Legend(const Plot& plot) {
    constexpr double kLetter = 8.2, kKey = 26, kGap = 14, kMargin = 8;
    double left = kMargin;
    bottom = kLegend;
    for (size_t i = 0; i < plot.series.size(); ++i) {
      if (plot.series[i].name.empty()) continue;
      const double width = kKey + kLetter * static_cast<double>(plot.series[i].name.size());
      if (left > kMargin && left + width > kPlotWidth - kRight) left = kMargin, bottom += kLine;
      entries.push_back({i, {left, bottom}});
      left += width + kGap;
    }
  }
  void draw(const Plot& plot, Canvas& canvas) const {
    for (const auto& [series, at] : entries) {
      canvas.polyline({{at.x, at.y - 4}, {at.x + 18, at.y - 4}}, series_colour(series), 3);
      canvas.text({at.x + 24, at.y}, plot.series[series].name, Canvas::Align::kLeft, false);
    }
  }
};

}  // namespace

void draw(const Plot& plot, Canvas& canvas) {
  Frame frame{range_of(plot, plot.x, &PlotPoint::x), range_of(plot, plot.y, &PlotPoint::y)};
  const Legend legend(plot);
  frame.top = legend.bottom + kTop - kLegend;
  if (plot.square) make_square(frame);
  draw_axes(plot, frame, canvas);
  for (size_t i = 0; i < plot.series.size(); ++i)
    draw_series(plot.series[i], series_colour(i), frame, canvas);
  legend.draw(plot, canvas);
}

}  // namespace wgan
