#pragma once

#include <opencv2/core.hpp>

namespace wgan {

/// `change` applied to RGBA pixels whose colours are weighted by their opacity, as float, so that
/// clear pixels lend no colour to their neighbours while pixels are averaged; the result is bytes
/// with plain colours again.
template <typename Change>
cv::Mat with_weighted_colours(const cv::Mat& rgba, const Change& change) {
  cv::Mat weighted;
  rgba.convertTo(weighted, CV_32F);
  for (auto pixel = weighted.begin<cv::Vec4f>(); pixel != weighted.end<cv::Vec4f>(); ++pixel) {
    for (int c = 0; c < 3; ++c) (*pixel)[c] *= (*pixel)[3] / 255;
  }
  weighted = change(weighted);
  for (auto pixel = weighted.begin<cv::Vec4f>(); pixel != weighted.end<cv::Vec4f>(); ++pixel) {
    for (int c = 0; c < 3; ++c)
      (*pixel)[c] = (*pixel)[3] > 0.5F ? (*pixel)[c] * 255 / (*pixel)[3] : 0;
  }
  cv::Mat out;
  weighted.convertTo(out, CV_8U);
  return out;
}

}  // namespace wgan
