#include "wgan/image/perceptual_hash.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <opencv2/imgproc.hpp>

#include "mat.h"
#include "wgan/image/augment.h"

namespace wgan {
namespace {

uint64_t hash_of(const cv::Mat& small) {
  cv::Mat bytes, gray, spectrum;
  cv::cvtColor(small, bytes, cv::COLOR_RGB2GRAY);
  bytes.convertTo(gray, CV_32F);
  cv::dct(gray, spectrum);
  // The diagonals in order of rising frequency, without the constant.
  std::array<float, 64> low{};
  size_t count = 0;
  for (int diagonal = 1; count < low.size(); ++diagonal) {
    for (int y = 0; y <= diagonal && count < low.size(); ++y)
      low[count++] = spectrum.at<float>(y, diagonal - y);
  }
  std::array<float, 64> sorted = low;
  std::nth_element(sorted.begin(), sorted.begin() + 32, sorted.end());
  uint64_t hash = 0;
  for (const float value : low) hash = hash << 1 | (value > sorted[32] ? 1 : 0);
  return hash;
}

Image content_of(const Image& image) {
  constexpr int kNear = 40;  // a margin must not grow or shrink when a picture is recompressed
  const Margins blank = blank_margins(image, kNear);
  return from_mat(
      as_mat(image)(cv::Rect(static_cast<int>(blank.left), static_cast<int>(blank.top),
                             static_cast<int>(image.width - blank.left - blank.right),
                             static_cast<int>(image.height - blank.top - blank.bottom))));
}

}  // namespace

PerceptualHash perceptual_hash(const Image& image) {
  const Image small = prepare(content_of(image), {.size = {32, 32}, .fit = "stretch"});
  cv::Mat tiny;
  cv::resize(as_mat(small), tiny, {4, 4}, 0, 0, cv::INTER_AREA);
  PerceptualHash found{.hash = hash_of(as_mat(small))};
  std::copy_n(tiny.data, found.colours.size(), found.colours.begin());
  return found;
}

bool nearly_alike(const PerceptualHash& a, const PerceptualHash& b) {
  constexpr int kNearLevels = 4;  // on average
  if (std::popcount(a.hash ^ b.hash) > kNearBits) return false;
  int sum = 0;
  for (size_t i = 0; i < a.colours.size(); ++i) sum += std::abs(a.colours[i] - b.colours[i]);
  return sum <= kNearLevels * static_cast<int>(a.colours.size());
}

}  // namespace wgan
