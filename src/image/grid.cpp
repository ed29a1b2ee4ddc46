#include <algorithm>
#include <cmath>

#include "wgan/image.h"

namespace wgan {

int64_t square_columns(int64_t count) {
  return static_cast<int64_t>(std::ceil(std::sqrt(static_cast<double>(count))));
}

Image grid(const std::vector<Image>& images, int64_t columns) {
  constexpr int64_t kGap = 2;
  const Image& first = images.front();
  const auto count = static_cast<int64_t>(images.size());
  columns = std::min(columns, count);
  const int64_t rows = (count + columns - 1) / columns;
  Image sheet(columns * (first.width + kGap) + kGap, rows * (first.height + kGap) + kGap,
              first.channels, first.channels == 4 ? 0 : 255);
  for (int64_t i = 0; i < count; ++i) {
    const Image& image = images[static_cast<size_t>(i)];
    const int64_t left = kGap + i % columns * (first.width + kGap),
                  top = kGap + i / columns * (first.height + kGap);
    for (int64_t y = 0; y < image.height; ++y) {
      std::copy_n(image.at(0, y), image.width * image.channels, sheet.at(left, top + y));
    }
  }
  return sheet;
}

}  // namespace wgan
