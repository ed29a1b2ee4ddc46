#include "steps.h"
#include "wgan/text/text.h"

namespace wgan {

void noise(Image& image, const AugmentOptions& options, Random& random, Words& said) {
  if (options.noise == 0) return;
  const uint64_t high = random.bits(), low = random.bits();
  cv::RNG generator(high << 32 | low);
  cv::Mat grain(static_cast<int>(image.height), static_cast<int>(image.width),
                CV_32FC(static_cast<int>(image.channels)));
  generator.fill(grain, cv::RNG::NORMAL, 0, options.noise);
  if (image.channels == 4) {  // transparency stays as it is
    cv::insertChannel(cv::Mat::zeros(grain.rows, grain.cols, CV_32F), grain, 3);
  }
  cv::Mat pixels = as_mat(image);
  cv::add(pixels, grain, pixels, cv::noArray(), CV_8U);
  said.push_back("noise");
}

}  // namespace wgan
