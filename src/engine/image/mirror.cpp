#include "steps.h"

namespace wgan {
namespace {

void flip_in_place(Image& image, int axis) {
  cv::Mat pixels = as_mat(image);
  cv::flip(pixels, pixels, axis);
}

constexpr int kLeftRight = 1, kUpDown = 0;  // as cv::flip counts

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
  const Margins blank = blank_margins(image);
  if (blank.left > 0) variants.push_back({"left", shifted(image, -blank.left, 0)});
  if (blank.right > 0) variants.push_back({"right", shifted(image, blank.right, 0)});
  if (blank.top > 0) variants.push_back({"up", shifted(image, 0, -blank.top)});
  if (blank.bottom > 0) variants.push_back({"down", shifted(image, 0, blank.bottom)});
  return variants;
}

bool has_random_part(const AugmentOptions& options) {
  AugmentOptions rest = options;
  rest.flip = rest.vflip = rest.shift_blank = false;
  return rest.any();
}

}  // namespace wgan
