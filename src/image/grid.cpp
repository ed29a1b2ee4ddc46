#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "mat.h"

namespace wgan {

Image captioned(const Image& image, const std::string& text) {
  constexpr int kStrip = 13;
  cv::Mat framed(static_cast<int>(image.height) + kStrip, static_cast<int>(image.width), CV_8UC3,
                 cv::Scalar::all(255));
  cv::Mat colour = view(image);
  if (image.channels == 1) cv::cvtColor(view(image), colour, cv::COLOR_GRAY2RGB);
  if (image.channels == 4) cv::cvtColor(view(image), colour, cv::COLOR_RGBA2RGB);
  colour.copyTo(framed(cv::Rect(0, 0, colour.cols, colour.rows)));
  cv::putText(framed, text, {1, static_cast<int>(image.height) + 10}, cv::FONT_HERSHEY_PLAIN, 0.75,
              cv::Scalar::all(0), 1, cv::LINE_AA);
  return from_mat(framed);
}

Image enlarged(const Image& image, int64_t times) {
  cv::Mat large;
  cv::resize(view(image), large, {}, static_cast<double>(times), static_cast<double>(times),
             cv::INTER_NEAREST);
  return from_mat(large);
}

int64_t square_columns(int64_t count) {
  return static_cast<int64_t>(std::ceil(std::sqrt(static_cast<double>(count))));
}

Image grid(const std::vector<Image>& images, int64_t columns) {
  constexpr int64_t kGap = 2;
  const Image& first = images.front();
  const auto count = static_cast<int64_t>(images.size());
  columns = std::min(columns, count);
  const int64_t rows = (count + columns - 1) / columns;
  Image sheet(columns * (first.width + kGap) + kGap, rows * (first.height + kGap) + kGap,
              first.channels, first.channels == 4 ? 0 : 255);
  for (int64_t i = 0; i < count; ++i) {
    const Image& image = images[static_cast<size_t>(i)];
    const int64_t left = kGap + i % columns * (first.width + kGap),
                  top = kGap + i / columns * (first.height + kGap);
    for (int64_t y = 0; y < image.height; ++y) {
      std::copy_n(image.at(0, y), image.width * image.channels, sheet.at(left, top + y));
    }
  }
  return sheet;
}

}  // namespace wgan
