#include "wgan/image/augment.h"

#include <cmath>

#include "steps.h"
#include "wgan/text/text.h"

namespace wgan {

std::string signed_number(double value) {
  const auto whole = static_cast<int64_t>(std::lround(value));
  return cat(whole < 0 ? "" : "+", whole);
}

Beyond beyond(const Image& image) {
  if (!has_blank_border(image)) return {cv::BORDER_REFLECT_101, {}};
  if (image.channels == 4) return {cv::BORDER_CONSTANT, cv::Scalar::all(0)};
  const auto colour = border_colour(image);
  return {cv::BORDER_CONSTANT,
          {double(colour[0]), double(colour[colour.size() / 2]), double(colour.back())}};
}

Image augmented(const Image& image, const AugmentOptions& options, Random random, Words* said) {
  Image out = image;
  Words words;
  for (const auto step : kSteps) step(out, options, random, words);
  if (said) *said = std::move(words);
  return out;
}

}  // namespace wgan
