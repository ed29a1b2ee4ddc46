#include "wgan/image/plot_picture.h"

#include <cmath>

#include <opencv2/imgproc.hpp>

#include "mat.h"

namespace wgan {
namespace {

constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;

cv::Scalar as_scalar(PlotColour c) { return {double(c.red), double(c.green), double(c.blue)}; }

class PictureCanvas : public Canvas {
 public:
  explicit PictureCanvas(double pixels)
      : pixels_(pixels),
        mat_(static_cast<int>(pixels_ * kPlotHeight), static_cast<int>(pixels_ * kPlotWidth),
             CV_8UC3, cv::Scalar::all(255)) {}

  void polyline(const std::vector<PlotPoint>& points, PlotColour colour, double width) override {
    std::vector<cv::Point> path;
    for (const PlotPoint& p : points) path.push_back(place(p));
    cv::polylines(mat_, path, /*isClosed=*/false, as_scalar(colour),
                  std::max(1, static_cast<int>(std::lround(pixels_ * width))), cv::LINE_AA, kShift);
  }
  void dot(PlotPoint at, PlotColour colour, double radius) override {
    cv::circle(mat_, place(at), static_cast<int>(std::lround(pixels_ * radius * (1 << kShift))),
               as_scalar(colour), cv::FILLED, cv::LINE_AA, kShift);
  }
  void rectangle(PlotPoint top_left, PlotPoint bottom_right, PlotColour colour) override {
    cv::rectangle(mat_, place(top_left), place(bottom_right), as_scalar(colour), cv::FILLED,
                  cv::LINE_AA, kShift);
  }
  void text(PlotPoint at, const std::string& text, Align align, bool title) override {
    // The font is 22 pixels high at a scale of 1.
    const double scale = pixels_ * (title ? 13 : 10) / 22;
    const int thickness = title ? 2 : 1;
    const double width = cv::getTextSize(text, kFont, scale, thickness, nullptr).width / pixels_;
    at.x -= align == Align::kLeft ? 0 : align == Align::kMiddle ? width / 2 : width;
    cv::putText(mat_, text,
                {static_cast<int>(std::lround(pixels_ * at.x)),
                 static_cast<int>(std::lround(pixels_ * at.y))},
                kFont, scale, cv::Scalar::all(30), thickness, cv::LINE_AA);
  }
  Image picture() const { return from_mat(mat_); }

 private:
  static constexpr int kShift = 4;  // fractional bits of a coordinate

  cv::Point place(const PlotPoint& p) const {
    const double scale = pixels_ * (1 << kShift);
    return {static_cast<int>(std::lround(scale * p.x)), static_cast<int>(std::lround(scale * p.y))};
  }

  double pixels_;  // for each unit of a plot
  cv::Mat mat_;
};

}  // namespace

Image to_picture(const Plot& plot, double pixels) {
  PictureCanvas canvas(pixels);
  draw(plot, canvas);
  return canvas.picture();
}

}  // namespace wgan
