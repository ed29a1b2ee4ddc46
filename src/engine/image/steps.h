#pragma once

#include <array>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "mat.h"
#include "wgan/image/augment.h"

/// What the steps of augmentation share. There is one step a file; it changes the picture as drawn,
/// draws nothing if it is not asked for, and says what it did. `augment.cpp` lists them.
namespace wgan {

using Words = std::vector<std::string>;
using AugmentStep = void(Image& image, const AugmentOptions& options, Random& random, Words& said);

/// The four ways to move a picture into a blank margin.
struct BlankSide {
  const char* name;     // "left", "right", "up", "down"
  int64_t margin;       // blank pixels there
  int64_t right, down;  // a step that way
};
std::array<BlankSide, 4> blank_sides(const Image& image);

/// The picture moved by whole pixels; what is uncovered gets the border's colour, or is clear.
Image shifted(const Image& image, int64_t right, int64_t down);

/// The colour of the outermost pixels, if these are all blank, so that each margin is one pixel or
/// more.
std::optional<std::vector<uint8_t>> blank_border(const Image& image);

/// What lies beyond the border of a picture.
struct Beyond {
  int mode;  // a cv::BorderTypes
  cv::Scalar colour;
};
Beyond beyond(const Image& image);

/// A whole number rounded for `said`, with its sign.
std::string signed_number(double value);

}  // namespace wgan
