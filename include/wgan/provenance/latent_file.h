#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wgan/files/files.h"

namespace wgan {

/// A point of a latent space, as `wgan project` writes it and `wgan interpolate --point` reads it:
/// JSON with "z", an array of numbers, and, of a conditional model, "class".
struct LatentFile {
  std::vector<float> z;
  int64_t label = -1;   // -1 = none
  double error = 0;     // of the picture, root mean square in levels of 255
  std::string model{};  // digest of the generator's weights
};

std::string to_json(const LatentFile& latent);
/// Throws Error(kUsage) that names the file if it is not one of that kind, or if it does not have
/// `length` numbers, all finite.
LatentFile read_latent(const Path& file, int64_t length);

}  // namespace wgan
