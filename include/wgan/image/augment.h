#pragma once

#include <string>
#include <vector>

#include "wgan/image/image.h"
#include "wgan/random/random.h"

/// Augmentation of prepared pictures, before the networks see them.
namespace wgan {

/// The blank rows and columns at each side of a picture, in pixels: transparent ones with 4
/// channels, else those within `near` levels of the border's median colour (JPEG leaves a little
/// noise in a margin of one colour). All 0 if the whole picture is blank.
struct Margins {
  int64_t left = 0, right = 0, top = 0, bottom = 0;
};
Margins blank_margins(const Image& image, int near = 8);

/// Returns `image` with one random draw of the changes that `options` ask for, in this order:
/// mirrored (each way with chance 1/2), shifted into a blank margin (one of four directions, by 1
/// pixel to the whole margin), turned and scaled, padded and cropped, colours changed, noise added.
/// The size stays the same. What a turn or a crop uncovers gets the border's colour if the border
/// is blank, else the picture's mirror image. The result is a function of `image`, `options` and
/// `random`. `said`, if given, gets a word for each change.
Image augmented(const Image& image, const AugmentOptions& options, Random random,
                std::vector<std::string>* said = nullptr);

/// A picture and what was done to it.
struct Variant {
  std::string name;
  Image image;
};

/// Returns the variants without chance that `options` ask for: "flip", "vflip", and, for each side
/// with a blank margin, the picture shifted by the whole margin ("left", "right", "up", "down").
std::vector<Variant> fixed_variants(const Image& image, const AugmentOptions& options);

/// True if `options` ask for something that `fixed_variants` does not make.
bool has_random_part(const AugmentOptions& options);

}  // namespace wgan
