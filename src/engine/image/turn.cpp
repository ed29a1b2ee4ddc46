#include "alpha.h"
#include "steps.h"
#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr int64_t kMostTurnedSide = 32'000;  // OpenCV's warp counts in 16 bits

}  // namespace

void turn(Image& image, const AugmentOptions& options, Random& random, Words& said) {
  if (options.rotate == 0 && options.scale == 0) return;
  if (std::max(image.width, image.height) > kMostTurnedSide)
    throw Error(ExitCode::kData,
                cat("it is too large to be turned or scaled: ", image.width, "x", image.height,
                    "; sides up to ", kMostTurnedSide, " are possible"));
  const double degrees = options.rotate > 0 ? random.between(-options.rotate, options.rotate) : 0;
  const double factor =
      options.scale > 0 ? random.between(1 - options.scale, 1 + options.scale) : 1;
  const cv::Point2f centre(static_cast<float>(image.width - 1) / 2,
                           static_cast<float>(image.height - 1) / 2);
  const cv::Mat map = cv::getRotationMatrix2D(centre, degrees, factor);
  const Beyond outside = beyond(image);
  const auto warped = [&](const cv::Mat& mat) {
    cv::Mat out;
    cv::warpAffine(mat, out, map, mat.size(), cv::INTER_LINEAR, outside.mode, outside.colour);
    return out;
  };
  image = from_mat(image.channels == 4 ? with_weighted_colours(as_mat(image), warped)
                                       : warped(as_mat(image)));
  if (options.rotate > 0) said.push_back(cat("turn ", signed_number(degrees)));
  if (options.scale > 0) said.push_back(cat("x", signed_number(factor * 100).substr(1), "%"));
}

}  // namespace wgan
