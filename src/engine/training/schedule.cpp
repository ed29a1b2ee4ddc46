#include "wgan/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace wgan {

double rate_share(const TrainOptions& o, int64_t step, int64_t steps) {
  const double done = std::clamp(
      static_cast<double>(step) / static_cast<double>(std::max<int64_t>(1, steps)), 0.0, 1.0);
  const double left = o.schedule == "linear"   ? 1 - done
                      : o.schedule == "cosine" ? (1 + std::cos(std::numbers::pi * done)) / 2
                                               : 1;
  const double warm =
      o.warmup > 0 ? std::min(1.0, static_cast<double>(step + 1) / static_cast<double>(o.warmup))
                   : 1;
  return warm * (o.rate_end + (1 - o.rate_end) * left);
}

}  // namespace wgan
