#include "wgan/plot/plot.h"
#include "wgan/text/html.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

std::string number(double value) { return printed("%.2f", value); }

std::string code(PlotColour c) {
  return cat("rgb(", int{c.red}, ",", int{c.green}, ",", int{c.blue}, ")");
}

class SvgCanvas : public Canvas {
 public:
  void polyline(const std::vector<PlotPoint>& points, PlotColour colour, double width) override {
    std::string path;
    for (const PlotPoint& p : points)
      path += cat(path.empty() ? "" : " ", number(p.x), ",", number(p.y));
    svg += cat("<polyline fill=\"none\" stroke=\"", code(colour), "\" stroke-width=\"",
               number(width), "\" stroke-linejoin=\"round\" points=\"", path, "\"/>\n");
  }
  void dot(PlotPoint at, PlotColour colour, double radius) override {
    svg += cat("<circle fill=\"", code(colour), "\" cx=\"", number(at.x), "\" cy=\"", number(at.y),
               "\" r=\"", number(radius), "\"/>\n");
  }
  void rectangle(PlotPoint top_left, PlotPoint bottom_right, PlotColour colour) override {
    svg += cat("<rect fill=\"", code(colour), "\" x=\"", number(top_left.x), "\" y=\"",
               number(top_left.y), "\" width=\"", number(bottom_right.x - top_left.x),
               "\" height=\"", number(bottom_right.y - top_left.y), "\"/>\n");
  }
  void text(PlotPoint at, const std::string& text, Align align, bool title) override {
    const char* anchor = align == Align::kLeft     ? "start"
                         : align == Align::kMiddle ? "middle"
                                                   : "end";
    svg += cat("<text x=\"", number(at.x), "\" y=\"", number(at.y), "\" text-anchor=\"", anchor,
               "\" font-size=\"", title ? 17 : 13, "\"", title ? " font-weight=\"bold\"" : "", ">",
               html(text), "</text>\n");
  }
  std::string svg;
};

}  // namespace

std::string to_svg(const Plot& plot) {
  SvgCanvas canvas;
  draw(plot, canvas);
  return cat("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ", kPlotWidth, " ",
             kPlotHeight, "\" font-family=\"sans-serif\" role=\"img\" aria-label=\"",
             html(plot.title), "\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
             canvas.svg, "</svg>\n");
}

}  // namespace wgan
