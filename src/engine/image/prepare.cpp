#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "alpha.h"
#include "mat.h"

namespace wgan {
namespace {

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

cv::Mat resized(const cv::Mat& mat, cv::Size size, const Preparation& how) {
  if (mat.size() == size) return mat;
  const bool shrinks = size.width <= mat.cols && size.height <= mat.rows;
  const bool grows = size.width >= mat.cols && size.height >= mat.rows;
  if (!shrinks && !grows) {  // one side at a time, each with its own filter
    return resized(
        resized(mat, {std::min(size.width, mat.cols), std::min(size.height, mat.rows)}, how), size,
        how);
  }
  cv::Mat out;
  const int growing = how.resample == "nearest" ? cv::INTER_NEAREST : cv::INTER_LANCZOS4;
  cv::resize(mat, out, size, 0, 0, shrinks ? cv::INTER_AREA : growing);
  return out;
}

/// Makes invisible pixels black, so that a generator that keeps transparency has nothing else to
/// learn there.
void clear_hidden_colours(Image& image) {
  if (image.channels != 4) return;
  for (size_t i = 0; i < image.pixels.size(); i += 4) {
    if (image.pixels[i + 3] == 0) std::fill_n(&image.pixels[i], 3, uint8_t{0});
  }
}

int scaled(int side, double scale) {
  return std::max(1, static_cast<int>(std::lround(side * scale)));
}

}  // namespace

// Computes (colour * alpha + background * (255 - alpha)) / 255, rounded.
Image over_colour(const Image& rgba, const Colour& background) {
  Image out(rgba.width, rgba.height, 3);
  const uint8_t* from = rgba.pixels.data();
  for (uint8_t* to = out.pixels.data(); to != out.pixels.data() + out.pixels.size();
       to += 3, from += 4) {
    for (int c = 0; c < 3; ++c) {
      to[c] = static_cast<uint8_t>(
          (from[c] * from[3] + background[static_cast<size_t>(c)] * (255 - from[3]) + 127) / 255);
    }
  }
  return out;
}

std::vector<uint8_t> border_colour(const Image& image) {
  std::vector<uint8_t> colour;
  for (int64_t c = 0; c < image.channels; ++c) {
    std::array<int64_t, 256> counts{};
    int64_t all = 0;
    for (int64_t y = 0; y < image.height; ++y) {
      const bool whole = y == 0 || y == image.height - 1;
      const int64_t step = whole ? 1 : std::max<int64_t>(1, image.width - 1);
      for (int64_t x = 0; x < image.width; x += step, ++all) ++counts[image.at(x, y)[c]];
    }
    size_t median = 0;
    for (int64_t below = counts[0]; below <= all / 2; below += counts[median]) ++median;
    colour.push_back(static_cast<uint8_t>(median));
  }
  return colour;
}

Preparation preparation(const DataOptions& options) {
  return {options.size, options.fit, options.resample, options.channels,
          options.alpha == "keep" ? std::nullopt : to_colour(options.alpha)};
}

Image prepare(const Image& image, const Preparation& how) {
  const bool flattened = image.channels == 4 && how.background;
  const Image flat = flattened ? over_colour(image, *how.background) : Image();
  cv::Mat mat = with_channels(as_mat(flattened ? flat : image), how.channels);
  const cv::Size size(static_cast<int>(how.size.width), static_cast<int>(how.size.height));
  const double across = static_cast<double>(size.width) / mat.cols,
               down = static_cast<double>(size.height) / mat.rows;
  const auto fit_to = [&](const cv::Mat& from, cv::Size to) {
    const auto change = [&](const cv::Mat& part) { return resized(part, to, how); };
    return from.channels() == 4 && from.size() != to ? with_weighted_colours(from, change)
                                                     : change(from);
  };
  if (how.fit == "cover") {
    const double scale = std::max(across, down);
    const int width = std::min(mat.cols, scaled(size.width, 1 / scale)),
              height = std::min(mat.rows, scaled(size.height, 1 / scale));
    mat = mat(cv::Rect((mat.cols - width) / 2, (mat.rows - height) / 2, width, height));
  }
  if (how.fit == "contain") {
    const double scale = std::min(across, down);
    const cv::Size inner(std::min(size.width, scaled(mat.cols, scale)),
                         std::min(size.height, scaled(mat.rows, scale)));
    cv::Mat framed(size, mat.type(), cv::Scalar::all(0));  // transparent with 4 channels
    if (mat.channels() < 4) {
      const auto colour = border_colour(from_mat(mat));
      framed = cv::Scalar(colour[0], colour.size() > 1 ? colour[1] : 0, colour.back());
    }
    fit_to(mat, inner)
        .copyTo(framed(
            cv::Rect({(size.width - inner.width) / 2, (size.height - inner.height) / 2}, inner)));
    Image whole = from_mat(framed);
    clear_hidden_colours(whole);
    return whole;
  }
  Image fitted = from_mat(fit_to(mat, size));
  clear_hidden_colours(fitted);
  return fitted;
}

}  // namespace wgan
