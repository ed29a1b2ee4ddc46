#pragma once

#include <opencv2/imgproc.hpp>

#include "mat.h"
#include "wgan/image/augment.h"

/// The steps of augmentation, each in a file of its own. A step draws nothing unless `options` ask
/// for it. It changes the picture and adds a word to `said`.
namespace wgan {

using Words = std::vector<std::string>;

void mirror(Image& image, const AugmentOptions& options, Random& random, Words& said);
void shift_blank(Image& image, const AugmentOptions& options, Random& random, Words& said);
void turn(Image& image, const AugmentOptions& options, Random& random, Words& said);
void crop_pad(Image& image, const AugmentOptions& options, Random& random, Words& said);
void color_jitter(Image& image, const AugmentOptions& options, Random& random, Words& said);
void noise(Image& image, const AugmentOptions& options, Random& random, Words& said);

/// All steps in their order.
inline constexpr auto kSteps = {mirror, shift_blank, turn, crop_pad, color_jitter, noise};

/// The picture moved by whole pixels; what is uncovered gets the border's colour, or is clear.
Image shifted(const Image& image, int64_t right, int64_t down);

/// True if the outermost pixels are all blank, and so each margin is one pixel or more.
bool has_blank_border(const Image& image);

/// What lies beyond the border of a picture.
struct Beyond {
  int mode;  // a cv::BorderTypes
  cv::Scalar colour;
};
Beyond beyond(const Image& image);

/// A whole number rounded for `said`, with its sign.
std::string signed_number(double value);

}  // namespace wgan
