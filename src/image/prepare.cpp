#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "mat.h"

namespace wgan {
namespace {

/// out = (colour * alpha + background * (255 - alpha)) / 255, rounded; the result has 3 channels.
Image composited(const Image& image, const Colour& background) {
  Image out(image.width, image.height, 3);
  const uint8_t* from = image.pixels.data();
  for (uint8_t* to = out.pixels.data(); to != out.pixels.data() + out.pixels.size();
       to += 3, from += 4) {
    for (int c = 0; c < 3; ++c) {
      to[c] = static_cast<uint8_t>(
          (from[c] * from[3] + background[static_cast<size_t>(c)] * (255 - from[3]) + 127) / 255);
    }
  }
  return out;
}

cv::Mat with_channels(const cv::Mat& mat, int64_t channels) {
  const int have = mat.channels();
  if (have == channels) return mat;
  cv::Mat out;
  const int code = have == 1   ? (channels == 3 ? cv::COLOR_GRAY2RGB : cv::COLOR_GRAY2RGBA)
                   : have == 3 ? (channels == 1 ? cv::COLOR_RGB2GRAY : cv::COLOR_RGB2RGBA)
                               : (channels == 1 ? cv::COLOR_RGBA2GRAY : cv::COLOR_RGBA2RGB);
  cv::cvtColor(mat, out, code);
  return out;
}

cv::Mat resized(const cv::Mat& mat, cv::Size size) {
  if (mat.size() == size) return mat.clone();
  const bool shrinks = size.width <= mat.cols && size.height <= mat.rows;
  cv::Mat out;
  cv::resize(mat, out, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LANCZOS4);
  return out;
}

/// Colours weighted by opacity while they are averaged, so that clear pixels lend no colour to
/// their neighbours.
cv::Mat resized_rgba(const cv::Mat& mat, cv::Size size) {
  if (mat.size() == size) return mat.clone();
  cv::Mat weighted;
  mat.convertTo(weighted, CV_32F);
  for (auto pixel = weighted.begin<cv::Vec4f>(); pixel != weighted.end<cv::Vec4f>(); ++pixel) {
    for (int c = 0; c < 3; ++c) (*pixel)[c] *= (*pixel)[3] / 255;
  }
  weighted = resized(weighted, size);
  for (auto pixel = weighted.begin<cv::Vec4f>(); pixel != weighted.end<cv::Vec4f>(); ++pixel) {
    for (int c = 0; c < 3; ++c)
      (*pixel)[c] = (*pixel)[3] > 0.5F ? (*pixel)[c] * 255 / (*pixel)[3] : 0;
  }
  cv::Mat out;
  weighted.convertTo(out, CV_8U);
  return out;
}

/// Median of the outermost pixels, channel by channel; clear with 4 channels.
cv::Scalar border_colour(const cv::Mat& mat) {
  cv::Scalar colour(0, 0, 0, 0);
  if (mat.channels() == 4) return colour;
  for (int c = 0; c < mat.channels(); ++c) {
    std::vector<uint8_t> values;
    for (int y = 0; y < mat.rows; ++y) {
      const int step = y == 0 || y == mat.rows - 1 ? 1 : std::max(1, mat.cols - 1);
      for (int x = 0; x < mat.cols; x += step) values.push_back(mat.ptr(y, x)[c]);
    }
    std::nth_element(values.begin(), values.begin() + static_cast<int64_t>(values.size() / 2),
                     values.end());
    colour[c] = values[values.size() / 2];
  }
  return colour;
}

int scaled(int side, double scale) {
  return std::max(1, static_cast<int>(std::lround(side * scale)));
}

}  // namespace

Preparation preparation(const DataOptions& options) {
  return {options.size, options.fit, options.channels,
          options.alpha == "keep" ? std::nullopt : to_colour(options.alpha)};
}

Image prepare(const Image& image, const Preparation& how) {
  const Image flat =
      image.channels == 4 && how.background ? composited(image, *how.background) : image;
  cv::Mat mat = with_channels(view(flat), how.channels);
  const cv::Size size(static_cast<int>(how.size.width), static_cast<int>(how.size.height));
  const double across = static_cast<double>(size.width) / mat.cols,
               down = static_cast<double>(size.height) / mat.rows;
  const auto fit_to = [&](const cv::Mat& from, cv::Size to) {
    return from.channels() == 4 ? resized_rgba(from, to) : resized(from, to);
  };
  if (how.fit == "cover") {
    const double scale = std::max(across, down);
    const int width = std::min(mat.cols, scaled(size.width, 1 / scale)),
              height = std::min(mat.rows, scaled(size.height, 1 / scale));
    mat = mat(cv::Rect((mat.cols - width) / 2, (mat.rows - height) / 2, width, height)).clone();
  }
  if (how.fit == "contain") {
    const double scale = std::min(across, down);
    const cv::Size inner(std::min(size.width, scaled(mat.cols, scale)),
                         std::min(size.height, scaled(mat.rows, scale)));
    cv::Mat framed(size, mat.type(), border_colour(mat));
    fit_to(mat, inner)
        .copyTo(framed(
            cv::Rect({(size.width - inner.width) / 2, (size.height - inner.height) / 2}, inner)));
    return from_mat(framed);
  }
  return from_mat(fit_to(mat, size));
}

}  // namespace wgan
