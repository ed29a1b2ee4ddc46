#include "wgan/image/augment.h"

#include <cmath>

#include "steps.h"
#include "wgan/text/text.h"

namespace wgan {

// Each is defined in a file of its own.
AugmentStep mirror, shift_blank, turn, crop_pad, color_jitter, noise;

namespace {

AugmentStep* const kSteps[] = {mirror, shift_blank, turn, crop_pad, color_jitter, noise};

}  // namespace

std::string signed_number(double value) {
  const auto whole = static_cast<int64_t>(std::lround(value));
  return cat(whole < 0 ? "" : "+", whole);
}

Beyond beyond(const Image& image) {
  const auto colour = blank_border(image);
  if (!colour) return {cv::BORDER_REFLECT_101, {}};
  if (image.channels == 4) return {cv::BORDER_CONSTANT, cv::Scalar::all(0)};
  return {cv::BORDER_CONSTANT,
          {double((*colour)[0]), double((*colour)[colour->size() / 2]), double(colour->back())}};
}

Image augmented(const Image& image, const AugmentOptions& options, Random random, Words* said) {
  Image out = image;
  Words words;
  for (AugmentStep* step : kSteps) step(out, options, random, words);
  if (said) *said = std::move(words);
  return out;
}

}  // namespace wgan
