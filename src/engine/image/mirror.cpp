#include "steps.h"

namespace wgan {
namespace {

void flip_in_place(Image& image, int axis) {
  cv::Mat pixels = as_mat(image);
  cv::flip(pixels, pixels, axis);
}

constexpr int kLeftRight = 1, kUpDown = 0;  // flip codes of cv::flip

}  // namespace

void mirror(Image& image, const AugmentOptions& options, Random& random, Words& said) {
  if (options.flip && random.below(2) == 1)
    flip_in_place(image, kLeftRight), said.push_back("flip");
  if (options.vflip && random.below(2) == 1) flip_in_place(image, kUpDown), said.push_back("vflip");
}

std::vector<Variant> fixed_variants(const Image& image, const AugmentOptions& options) {
  std::vector<Variant> variants;
  if (options.flip) flip_in_place(variants.emplace_back(Variant{"flip", image}).image, kLeftRight);
  if (options.vflip) flip_in_place(variants.emplace_back(Variant{"vflip", image}).image, kUpDown);
  if (!options.shift_blank) return variants;
  for (const BlankSide& side : blank_sides(image)) {
    if (side.margin > 0)
      variants.push_back(
          {side.name, shifted(image, side.right * side.margin, side.down * side.margin)});
  }
  return variants;
}

bool has_random_part(const AugmentOptions& options) {
  AugmentOptions rest = options;
  rest.flip = rest.vflip = rest.shift_blank = false;
  return rest.any();
}

}  // namespace wgan
