#include "wgan/plot/plot.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace wgan {
namespace {

/// Remembers what is drawn.
class Record : public Canvas {
 public:
  void polyline(const std::vector<PlotPoint>& points, PlotColour, double) override {
    lines.push_back(points);
  }
  void dot(PlotPoint at, PlotColour, double) override { dots.push_back(at); }
  void rectangle(PlotPoint a, PlotPoint b, PlotColour) override { rectangles.emplace_back(a, b); }
  void text(PlotPoint, const std::string& text, Align, bool) override { texts.push_back(text); }
  bool says(const std::string& text) const {
    return std::find(texts.begin(), texts.end(), text) != texts.end();
  }

  std::vector<std::vector<PlotPoint>> lines;
  std::vector<PlotPoint> dots;
  std::vector<std::pair<PlotPoint, PlotPoint>> rectangles;
  std::vector<std::string> texts;
};

Plot simple(PlotSeries::Mark mark) {
  return {.name = "p",
          .title = "Title",
          .x = {"time (s)"},
          .y = {"loss"},
          .series = {{"one", {{0, 0}, {1, 2}, {2, 4}, {3, 6}}, mark}}};
}

TEST(Axis, TicksAreRoundNumbersWithinTheRange) {
  const AxisRange range = AxisRange::of({0.3, 9.7});
  const std::vector<double> ticks = range.ticks(5);
  ASSERT_EQ(ticks.size(), 4U);  // 2, 4, 6, 8
  EXPECT_DOUBLE_EQ(ticks[0], 2);
  EXPECT_DOUBLE_EQ(ticks[3], 8);
  EXPECT_EQ(AxisRange::of({1, 1e5}, true).ticks(6),
            (std::vector<double>{1, 10, 100, 1e3, 1e4, 1e5}));
  EXPECT_DOUBLE_EQ(AxisRange::of({1, 100}, true).share(10), 0.5);
}

TEST(Axis, ARangeIsWiderThanNothingWhateverTheValues) {
  for (const std::vector<double>& values :
       {std::vector<double>{}, {5}, {0, 0}, {NAN}, {INFINITY, 3}, {-2, -2}}) {
    for (const bool log : {false, true}) {
      const AxisRange range = AxisRange::of(values, log);
      EXPECT_LT(range.least, range.most);
      EXPECT_TRUE(std::isfinite(range.least) && std::isfinite(range.most));
      EXPECT_FALSE(range.ticks(5).empty());
    }
  }
}

TEST(Plot, DrawsWhatItShowsWithNamesAndUnits) {
  Record line, dots, bars;
  draw(simple(PlotSeries::Mark::kLine), line);
  draw(simple(PlotSeries::Mark::kDots), dots);
  draw(simple(PlotSeries::Mark::kBars), bars);
  for (const Record* record : {&line, &dots, &bars}) {
    for (const char* text : {"Title", "time (s)", "loss", "one", "0"})
      EXPECT_TRUE(record->says(text)) << text;
  }
  const auto longest = std::max_element(line.lines.begin(), line.lines.end(),
                                        [](auto& a, auto& b) { return a.size() < b.size(); });
  ASSERT_EQ(longest->size(), 4U);
  // The points rise to the right, at equal distances.
  EXPECT_NEAR((*longest)[1].x - (*longest)[0].x, (*longest)[2].x - (*longest)[1].x, 1e-9);
  EXPECT_LT((*longest)[2].y, (*longest)[0].y);
  EXPECT_EQ(dots.dots.size(), 4U);
  EXPECT_EQ(bars.rectangles.size(), 4U);
  for (const auto& [a, b] : bars.rectangles) {
    EXPECT_LE(a.y, b.y);
    EXPECT_GT(a.x, 60) << "right of the numbers";
    EXPECT_LT(b.x, kPlotWidth);
  }
}

TEST(Plot, PointsThatAnAxisCannotShowBreakTheLine) {
  Plot plot = simple(PlotSeries::Mark::kLine);
  plot.y.log = true;
  plot.series[0].points = {{0, 1}, {1, 10}, {2, 0}, {3, 100}, {4, 1000}, {5, NAN}};
  Record record;
  draw(plot, record);
  const auto of_curve = std::count_if(record.lines.begin(), record.lines.end(), [](const auto& l) {
    return l.size() == 2 && l[0].y != l[1].y && l[0].x != l[1].x;
  });
  EXPECT_EQ(of_curve, 2);
}

TEST(Plot, ALineThatLeavesThePlotEndsAtItsFrame) {
  Plot plot = simple(PlotSeries::Mark::kLine);
  plot.y.least = 0, plot.y.most = 3;
  Record record;
  draw(plot, record);
  // Of (0, 0), (1, 2), (2, 4), (3, 6) the part up to (1.5, 3) is in the plot; the axes begin at its
  // top left.
  const auto rises = [](const std::vector<PlotPoint>& line) {
    return line.size() == 3 && line[0].x < line[1].x && line[1].x < line[2].x;
  };
  const auto curve = std::find_if(record.lines.begin(), record.lines.end(), rises);
  const auto axes = std::find_if(record.lines.begin(), record.lines.end(), [](const auto& line) {
    return line.size() == 3 && line[0].x == line[1].x;
  });
  ASSERT_NE(curve, record.lines.end());
  ASSERT_NE(axes, record.lines.end());
  EXPECT_NEAR(curve->back().y, (*axes)[0].y, 1e-9);
  EXPECT_NEAR(curve->back().x, ((*axes)[1].x + (*axes)[2].x) / 2, 1e-9);
}

TEST(Plot, ManyNamesStandInRowsOnTheCanvas) {
  Plot plot = simple(PlotSeries::Mark::kLine);
  for (int i = 0; i < 9; ++i)
    plot.series.push_back({"a rather long name of a series", {{0, 1}, {3, 2}}});
  Record record;
  draw(plot, record);
  for (const auto& line : record.lines)
    for (const PlotPoint& p : line)
      EXPECT_TRUE(p.x >= 0 && p.x <= kPlotWidth && p.y >= 0 && p.y <= kPlotHeight);
}

TEST(Plot, SvgKeepsTextsAsTexts) {
  Plot plot = simple(PlotSeries::Mark::kLine);
  plot.title = "<script>\"a\" & b";
  const std::string svg = to_svg(plot);
  EXPECT_EQ(svg.find("<script>"), std::string::npos);
  EXPECT_NE(svg.find("&lt;script&gt;&quot;a&quot; &amp; b"), std::string::npos);
  EXPECT_EQ(svg.substr(0, 4), "<svg");
}

}  // namespace
}  // namespace wgan
