#pragma once

#include <array>
#include <cstdint>

#include "wgan/image/image.h"

namespace wgan {

/// A fingerprint of a picture that stays nearly the same when the picture is scaled, recompressed
/// or slightly changed. It covers the content without blank margins, with transparency laid over
/// white.
struct PerceptualHash {
  /// For each of the 64 lowest frequencies except the constant one of the 32x32 gray version,
  /// whether it is above their median (discrete cosine transform; Zauner 2010, Implementation and
  /// Benchmarking of Perceptual Image Hash Functions, section 3.2.1).
  uint64_t hash = 0;
  std::array<uint8_t, 48> colours{};  // the 4x4 version, RGB
};

PerceptualHash perceptual_hash(const Image& image);

/// True if at most `kNearBits` of the hashes differ, and the colours by a few levels on average.
bool nearly_alike(const PerceptualHash& a, const PerceptualHash& b);
inline constexpr int kNearBits = 6;

}  // namespace wgan
