#pragma once

#include <cstdint>

#include "wgan/image/image.h"

namespace wgan {

/// A "pocket creature" on a clear background: RGBA of the given size, the same for the same (seed,
/// index). Bodies are symmetric; build, colours, ears, limbs, tail, eyes, belly and markings vary.
Image draw_creature(uint64_t seed, uint64_t index, Size size);

}  // namespace wgan
