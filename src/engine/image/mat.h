#pragma once

#include <opencv2/core.hpp>

#include "wgan/image/image.h"

namespace wgan {

/// Returns OpenCV's view of an image's own pixels, without a copy; the image must outlive it.
inline cv::Mat as_mat(const Image& image) {
  return {static_cast<int>(image.height), static_cast<int>(image.width),
          CV_8UC(static_cast<int>(image.channels)), const_cast<uint8_t*>(image.pixels.data())};
}

inline Image from_mat(const cv::Mat& mat) {
  Image image(mat.cols, mat.rows, mat.channels());
  mat.copyTo(as_mat(image));
  return image;
}

}  // namespace wgan
