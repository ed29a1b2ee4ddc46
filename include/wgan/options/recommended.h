#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wgan/options/options.h"

namespace wgan {

/// The preset of a run for which nobody chose a loss, a preset or a file of settings, and why it is
/// that one.
struct Recommendation {
  std::string preset;
  std::string reason;  // "905 pictures, fewer than 2,000"
  /// The size of the pictures, if nearly all have one that suits small networks better than the
  /// preset's.
  std::optional<Size> size{};
};

/// The usual one of these presets, which come together.
inline constexpr const char* kRecommended = "recommended";

/// Below this many pictures a critic soon knows them by heart.
inline constexpr int64_t kFewPictures = 2000;

/// Chooses by the number of the pictures in `paths` and by the sizes in their headers, without
/// decoding any. Paths that cannot be read count as empty: whoever opens them says what is wrong.
Recommendation recommended_for(const std::vector<std::string>& paths);

}  // namespace wgan
