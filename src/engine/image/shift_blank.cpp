#include <algorithm>
#include <cstdlib>

#include "steps.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

bool is_blank(const uint8_t* pixel, const std::vector<uint8_t>& background, int near) {
  if (background.size() == 4) return pixel[3] == 0;
  for (size_t c = 0; c < background.size(); ++c) {
    if (std::abs(pixel[c] - background[c]) > near) return false;
  }
  return true;
}

}  // namespace

Margins blank_margins(const Image& image, int near) {
  const std::vector<uint8_t> background = border_colour(image);
  int64_t left = image.width, right = -1, top = image.height, bottom = -1;  // of the figure
  for (int64_t y = 0; y < image.height; ++y) {
    for (int64_t x = 0; x < image.width; ++x) {
      if (is_blank(image.at(x, y), background, near)) continue;
      left = std::min(left, x), right = std::max(right, x);
      top = std::min(top, y), bottom = y;
    }
  }
  if (right < 0) return {};
  return {left, image.width - 1 - right, top, image.height - 1 - bottom};
}

std::array<BlankSide, 4> blank_sides(const Image& image) {
  const Margins blank = blank_margins(image);
  return {{{"left", blank.left, -1, 0},
           {"right", blank.right, 1, 0},
           {"up", blank.top, 0, -1},
           {"down", blank.bottom, 0, 1}}};
}

std::optional<std::vector<uint8_t>> blank_border(const Image& image) {
  constexpr int kNear = 8;
  std::vector<uint8_t> background = border_colour(image);
  for (int64_t y = 0; y < image.height; ++y) {
    const bool whole = y == 0 || y == image.height - 1;
    const int64_t step = whole ? 1 : std::max<int64_t>(1, image.width - 1);
    for (int64_t x = 0; x < image.width; x += step) {
      if (!is_blank(image.at(x, y), background, kNear)) return std::nullopt;
    }
  }
  return background;
}

Image shifted(const Image& image, int64_t right, int64_t down) {
  Image out = image;
  std::vector<uint8_t> fill = border_colour(image);
  if (image.channels == 4) fill.assign(4, 0);
  for (int64_t y = 0; y < image.height; ++y) {
    for (int64_t x = 0; x < image.width; ++x) {
      const int64_t from_x = x - right, from_y = y - down;
      const bool inside =
          from_x >= 0 && from_x < image.width && from_y >= 0 && from_y < image.height;
      std::copy_n(inside ? image.at(from_x, from_y) : fill.data(), image.channels, out.at(x, y));
    }
  }
  return out;
}

void shift_blank(Image& image, const AugmentOptions& options, Random& random, Words& said) {
  if (!options.shift_blank) return;
  const BlankSide side = blank_sides(image)[random.below(4)];
  if (side.margin == 0) return;
  const int64_t by = 1 + random.below(static_cast<uint32_t>(side.margin));
  image = shifted(image, side.right * by, side.down * by);
  said.push_back(cat(side.name, " ", by));
}

}  // namespace wgan
