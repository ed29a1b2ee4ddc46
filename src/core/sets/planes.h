#pragma once

#include <string_view>

#include "wgan/image/image.h"

namespace wgan {

/// Returns a square RGB picture from its red, green and blue planes, one after the other, each row
/// by row or, if `by_columns`, column by column.
inline Image from_planes(std::string_view planes, int64_t side, bool by_columns) {
  Image image(side, side, 3);
  const auto* from = reinterpret_cast<const uint8_t*>(planes.data());
  for (int64_t c = 0; c < 3; ++c) {
    for (int64_t a = 0; a < side; ++a) {
      for (int64_t b = 0; b < side; ++b)
        (by_columns ? image.at(a, b) : image.at(b, a))[c] = *from++;
    }
  }
  return image;
}

}  // namespace wgan
