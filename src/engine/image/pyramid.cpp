#include "wgan/image/pyramid.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace wgan {
namespace {

int64_t half(int64_t side) { return (side + 1) / 2; }

cv::Mat view(FloatImage& image) {
  return {static_cast<int>(image.size.height), static_cast<int>(image.size.width),
          CV_32FC(static_cast<int>(image.channels)), image.pixels.data()};
}

}  // namespace

int64_t pyramid_levels(Size size, int64_t least) {
  int64_t levels = 1;
  for (int64_t side = std::min(size.width, size.height); half(side) >= least && side > 1;
       side = half(side))
    ++levels;
  return levels;
}

FloatImage laplacian_level(const uint8_t* pixels, Size size, int64_t channels, int64_t level,
                           int64_t levels) {
  const int type = static_cast<int>(channels);
  cv::Mat blurred;
  cv::Mat(static_cast<int>(size.height), static_cast<int>(size.width), CV_8UC(type),
          const_cast<uint8_t*>(pixels))
      .convertTo(blurred, CV_32FC(type));
  for (int64_t i = 0; i < level; ++i) {
    cv::Mat smaller;
    cv::pyrDown(blurred, smaller);
    blurred = smaller;
  }
  FloatImage out{{blurred.cols, blurred.rows}, channels, {}};
  out.pixels.resize(blurred.total() * static_cast<size_t>(channels));
  cv::Mat result = view(out);
  if (level + 1 == levels) {
    blurred.copyTo(result);
    return out;
  }
  cv::Mat smaller, larger;
  cv::pyrDown(blurred, smaller);
  cv::pyrUp(smaller, larger, blurred.size());
  cv::subtract(blurred, larger, result);
  return out;
}

}  // namespace wgan
