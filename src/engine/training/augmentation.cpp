#include "wgan/training/augmentation.h"

#include <algorithm>

namespace wgan {

double adapted_share(const DataOptions& o, const Probe& look, double share, int64_t pictures) {
  constexpr double kWhole = 100'000;  // pictures from a share of 0 to one of 1
  if (o.diffaugment_target == 0 || !look.score_held_out) return share;
  const double gap = look.score_real - look.score_fake,
               by_heart = look.score_real - *look.score_held_out;
  const bool overfits = gap > 0 && by_heart > o.diffaugment_target * gap;
  const double step = static_cast<double>(pictures) / kWhole;
  return std::clamp(share + (overfits ? step : -step), 0.0, 1.0);
}

}  // namespace wgan
