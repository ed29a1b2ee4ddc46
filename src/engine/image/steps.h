#pragma once

#include <array>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "mat.h"
#include "wgan/image/augment.h"

/// The parts that the augmentation steps share. Each step has a file of its own; it changes the
/// picture as drawn, draws nothing if it is not requested, and says what it did. `augment.cpp`
/// lists the steps.
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

/// Returns the picture moved by whole pixels. What is uncovered gets the border's colour, or is
/// transparent.
Image shifted(const Image& image, int64_t right, int64_t down);

/// Returns the colour of the outermost pixels if these are all blank, so that each margin is at
/// least one pixel.
std::optional<std::vector<uint8_t>> blank_border(const Image& image);

/// How a picture continues beyond its border.
struct Beyond {
  int mode;  // a cv::BorderTypes
  cv::Scalar colour;
};
Beyond beyond(const Image& image);

/// Returns the number rounded to an integer, with its sign, for `said`.
std::string signed_number(double value);

}  // namespace wgan
