#include <cmath>

#include "steps.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

struct Jitter {
  double brightness, contrast, saturation, hue;
};

Jitter jitter_of(const std::vector<double>& numbers) {
  if (numbers.size() == 1) return {numbers[0], numbers[0], numbers[0], numbers[0] / 10};
  return {numbers[0], numbers[1], numbers[2], numbers[3]};
}

cv::Mat gray_of(const cv::Mat& colours) {
  if (colours.channels() == 1) return colours;
  cv::Mat gray, same;
  cv::cvtColor(colours, gray, cv::COLOR_RGB2GRAY);
  cv::cvtColor(gray, same, cv::COLOR_GRAY2RGB);
  return same;
}

/// Returns `from` + factor (colours - `from`), kept in [0, 1].
cv::Mat mixed(const cv::Mat& colours, const cv::Mat& from, double factor) {
  cv::Mat out;
  cv::addWeighted(colours, factor, from, 1 - factor, 0, out);
  return cv::max(cv::min(out, 1.0), 0.0);
}

/// Rotates the hue by a fraction of the circle.
cv::Mat turned(const cv::Mat& colours, double part) {
  cv::Mat hsv, out;
  cv::cvtColor(colours, hsv, cv::COLOR_RGB2HSV);  // hue in degrees
  for (auto pixel = hsv.begin<cv::Vec3f>(); pixel != hsv.end<cv::Vec3f>(); ++pixel) {
    (*pixel)[0] = std::fmod((*pixel)[0] + static_cast<float>(part + 1) * 360, 360.0F);
  }
  cv::cvtColor(hsv, out, cv::COLOR_HSV2RGB);
  return out;
}

}  // namespace

void color_jitter(Image& image, const AugmentOptions& options, Random& random, Words& said) {
  if (options.color_jitter.empty()) return;
  const Jitter most = jitter_of(options.color_jitter);
  const auto factor = [&](double by) { return random.between(1 - by, 1 + by); };
  const double brightness = factor(most.brightness), contrast = factor(most.contrast),
               saturation = factor(most.saturation), hue = random.between(-most.hue, most.hue);

  cv::Mat bytes = as_mat(image), alpha;
  if (image.channels == 4) {
    cv::extractChannel(bytes, alpha, 3);
    cv::cvtColor(bytes, bytes, cv::COLOR_RGBA2RGB);
  }
  cv::Mat colours;
  bytes.convertTo(colours, CV_32F, 1 / 255.0);
  colours = mixed(colours, cv::Mat::zeros(colours.size(), colours.type()), brightness);
  const double mean = cv::mean(gray_of(colours))[0];
  colours =
      mixed(colours, cv::Mat(colours.size(), colours.type(), cv::Scalar::all(mean)), contrast);
  if (image.channels > 1) {
    colours = turned(mixed(colours, gray_of(colours), saturation), hue);
  }
  colours.convertTo(bytes, CV_8U, 255);
  if (image.channels == 4) {
    cv::Mat rgba;
    cv::cvtColor(bytes, rgba, cv::COLOR_RGB2RGBA);
    cv::insertChannel(alpha, rgba, 3);
    bytes = rgba;
  }
  image = from_mat(bytes);
  said.push_back("colour");
}

}  // namespace wgan
