#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "mat.h"

namespace wgan {
namespace {

constexpr int64_t kGap = 2;  // pixels between pictures
constexpr int kFont = cv::FONT_HERSHEY_PLAIN;
constexpr double kFontScale = 0.75;

/// Returns the picture in RGB on white, with so many columns to its left and lines below it.
cv::Mat on_white(const Image& image, int left, int below) {
  cv::Mat framed(static_cast<int>(image.height) + below, static_cast<int>(image.width) + left,
                 CV_8UC3, cv::Scalar::all(255));
  cv::Mat colour = as_mat(image);
  if (image.channels == 1) cv::cvtColor(as_mat(image), colour, cv::COLOR_GRAY2RGB);
  if (image.channels == 4) colour = as_mat(over_colour(image, {255, 255, 255})).clone();
  colour.copyTo(framed(cv::Rect(left, 0, colour.cols, colour.rows)));
  return framed;
}

void write(cv::Mat& picture, const std::string& text, cv::Point at) {
  cv::putText(picture, text, at, kFont, kFontScale, cv::Scalar::all(0), 1, cv::LINE_AA);
}

}  // namespace

Image captioned(const Image& image, const std::string& text) {
  constexpr int kStrip = 13;
  cv::Mat framed = on_white(image, 0, kStrip);
  write(framed, text, {1, static_cast<int>(image.height) + 10});
  return from_mat(framed);
}

Image with_row_names(const Image& sheet, const SheetShape& shape,
                     const std::vector<std::string>& names) {
  constexpr int kMargin = 4, kHalfLine = 4, kWidest = 400;
  int strip = 0;
  for (const std::string& name : names)
    strip = std::max(strip, cv::getTextSize(name, kFont, kFontScale, 1, nullptr).width);
  strip = std::min(strip, kWidest) + 2 * kMargin;
  cv::Mat framed = on_white(sheet, strip, 0);
  for (size_t row = 0; row < names.size(); ++row) {
    const auto middle = static_cast<int>(kGap + static_cast<int64_t>(row) * (shape.height + kGap) +
                                         shape.height / 2);
    cv::Mat beside = framed(cv::Rect(0, 0, strip, framed.rows));
    write(beside, names[row], {kMargin, middle + kHalfLine});
  }
  return from_mat(framed);
}

Image enlarged(const Image& image, int64_t times) {
  cv::Mat large;
  cv::resize(as_mat(image), large, {}, static_cast<double>(times), static_cast<double>(times),
             cv::INTER_NEAREST);
  return from_mat(large);
}

Image shrunk(const Image& image, int64_t times) {
  if (times == 1) return image;
  const auto side = [&](int64_t length) {
    return static_cast<int>(std::max<int64_t>(1, length / times));
  };
  cv::Mat small;
  cv::resize(as_mat(image), small, {side(image.width), side(image.height)}, 0, 0, cv::INTER_AREA);
  return from_mat(small);
}

int64_t square_columns(int64_t count) {
  return static_cast<int64_t>(std::ceil(std::sqrt(static_cast<double>(count))));
}

int64_t SheetShape::whole_width() const { return std::min(columns, count) * (width + kGap) + kGap; }

int64_t SheetShape::whole_height() const {
  const int64_t in_row = std::min(columns, count);
  return (count + in_row - 1) / in_row * (height + kGap) + kGap;
}

double SheetShape::memory() const {
  return 4.0 * static_cast<double>(whole_width()) * static_cast<double>(whole_height()) *
         static_cast<double>(channels);
}

Sheet::Sheet(const SheetShape& shape)
    : shape_(shape),
      image_(shape.whole_width(), shape.whole_height(), shape.channels,
             shape.channels == 4 ? 0 : 255) {}

void Sheet::add(const Image& image) {
  const int64_t in_row = std::min(shape_.columns, shape_.count),
                left = kGap + added_ % in_row * (shape_.width + kGap),
                top = kGap + added_ / in_row * (shape_.height + kGap);
  for (int64_t y = 0; y < image.height; ++y)
    std::copy_n(image.at(0, y), image.width * image.channels, image_.at(left, top + y));
  ++added_;
}

Image grid(const std::vector<Image>& images, int64_t columns) {
  const Image& first = images.front();
  Sheet sheet(
      {static_cast<int64_t>(images.size()), columns, first.width, first.height, first.channels});
  for (const Image& image : images) sheet.add(image);
  return sheet.image();
}

}  // namespace wgan
