#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Plots: series of points over two axes. What they show is told apart from what draws them: an SVG
/// file, or the pixels of a picture (wgan/image/plot_picture.h).
namespace wgan {

struct PlotPoint {
  double x, y;
};

struct PlotSeries {
  enum class Mark {
    kLine,
    kDots,
    kBars,    // from 0 to each point
    kLevels,  // lines that belong together, such as level sets; a point that is not finite ends one
  };
  std::string name;  // for the legend; empty = not in it
  std::vector<PlotPoint> points;
  Mark mark = Mark::kLine;
};

struct PlotAxis {
  std::string name;                       // with its unit: "distance (pixels)"
  bool log = false;                       // points at 0 and below are left out
  std::optional<double> least{}, most{};  // else as the points have them
};

/// The texts are ASCII, which every font has.
struct Plot {
  std::string name;  // of its files, without an extension
  std::string title;
  PlotAxis x, y;
  std::vector<PlotSeries> series;
  bool square = false;  // a unit is as long on both axes
  std::string note{};   // a line below it, such as what it rebuilds
};

/// The values of an axis and the round ones among them.
struct AxisRange {
  double least = 0, most = 1;
  bool log = false;

  /// Returns the range of the values; wider than nothing, whatever they are.
  static AxisRange of(const std::vector<double>& values, bool log = false);
  /// Returns where a value lies: 0 at the least, 1 at the most.
  double share(double value) const;
  /// Returns about that many round values; powers of ten on a logarithmic axis.
  std::vector<double> ticks(int wanted) const;
};

/// Returns a number for an axis: "20k", "1.5M", "0.02".
std::string tick_text(double value);

struct PlotColour {
  uint8_t red, green, blue;
};
/// Returns the colour of the series of that number. Eight of them can be told apart by readers who
/// are colour-blind (Okabe and Ito 2008).
PlotColour series_colour(size_t number);

/// What draws. Coordinates are in units of the plot's own size, kPlotWidth by kPlotHeight, from the
/// top left.
class Canvas {
 public:
  enum class Align { kLeft, kMiddle, kRight };
  virtual ~Canvas() = default;
  virtual void polyline(const std::vector<PlotPoint>& points, PlotColour colour, double width) = 0;
  virtual void dot(PlotPoint at, PlotColour colour, double radius) = 0;
  virtual void rectangle(PlotPoint top_left, PlotPoint bottom_right, PlotColour colour) = 0;
  /// Writes a text with its base line at `at`.
  virtual void text(PlotPoint at, const std::string& text, Align align, bool title) = 0;
};
inline constexpr double kPlotWidth = 720, kPlotHeight = 480;

/// Draws the plot with axes, their names and units, and a legend.
void draw(const Plot& plot, Canvas& canvas);

/// Returns the plot as an SVG file, which a page of HTML may hold too.
std::string to_svg(const Plot& plot);

}  // namespace wgan
