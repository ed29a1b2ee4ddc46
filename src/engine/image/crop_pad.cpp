#include "steps.h"
#include "wgan/text/text.h"

namespace wgan {

void crop_pad(Image& image, const AugmentOptions& options, Random& random, Words& said) {
  const auto pad = static_cast<int>(options.crop_pad);
  if (pad == 0) return;
  const Beyond outside = beyond(image);
  cv::Mat padded;
  cv::copyMakeBorder(as_mat(image), padded, pad, pad, pad, pad, outside.mode, outside.colour);
  const auto span = static_cast<uint32_t>(2 * pad + 1);
  const auto left = static_cast<int>(random.below(span)),
             top = static_cast<int>(random.below(span));
  said.push_back(cat("crop ", signed_number(pad - left), signed_number(pad - top)));
  image = from_mat(
      padded(cv::Rect(left, top, static_cast<int>(image.width), static_cast<int>(image.height))));
}

}  // namespace wgan
