#pragma once

#include <array>
#include <cstdint>

#include "wgan/image/image.h"

namespace wgan {

/// What a picture looks like from afar: nearly the same when it is scaled, recompressed or slightly
/// changed. Of its content, without blank margins, and with transparency laid over white.
struct PerceptualHash {
  /// The signs, against their median, of the 64 lowest frequencies but the constant one of the
  /// 32x32 gray version (discrete cosine transform; Zauner 2010, Implementation and Benchmarking of
  /// Perceptual Image Hash Functions, section 3.2.1).
  uint64_t hash = 0;
  std::array<uint8_t, 48> colours{};  // the 4x4 version, RGB
};

PerceptualHash perceptual_hash(const Image& image);

/// True if at most `kNearBits` of the hashes differ, and the colours by a few levels on average.
bool nearly_alike(const PerceptualHash& a, const PerceptualHash& b);
inline constexpr int kNearBits = 6;

}  // namespace wgan
