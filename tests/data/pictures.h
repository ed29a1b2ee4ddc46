#pragma once

#include <filesystem>
#include <fstream>

#include "wgan/image/image.h"

namespace wgan {

/// Writes a PNG of one colour.
inline void put_picture(const std::filesystem::path& path, uint8_t value, int64_t side = 16) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << encode_png(Image(side, side, 3, value));
}

}  // namespace wgan
