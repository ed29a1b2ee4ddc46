#include "wgan/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace wgan {
namespace {

/// How much of the way to the end is left: 1 at the start, 0 at the end.
double left(const TrainOptions& o, int64_t step, int64_t steps) {
  const double done = std::clamp(
      static_cast<double>(step) / static_cast<double>(std::max<int64_t>(1, steps)), 0.0, 1.0);
  return o.schedule == "linear"   ? 1 - done
         : o.schedule == "cosine" ? (1 + std::cos(std::numbers::pi * done)) / 2
                                  : 1;
}

double between(double end, double start, double share) { return end + (start - end) * share; }

}  // namespace

double rate_share(const TrainOptions& o, int64_t step, int64_t steps) {
  const double warm =
      o.warmup > 0 ? std::min(1.0, static_cast<double>(step + 1) / static_cast<double>(o.warmup))
                   : 1;
  return warm * between(o.rate_end, 1, left(o, step, steps));
}

std::optional<double> scheduled_beta2(const TrainOptions& o, int64_t step, int64_t steps) {
  if (o.optimizer.beta2_end == 0) return std::nullopt;
  return between(o.optimizer.beta2_end, o.optimizer.beta2, left(o, step, steps));
}

double penalty_factor(const TrainOptions& o, int64_t step, int64_t update, int64_t steps) {
  const auto every = static_cast<double>(o.loss.gp_every);
  if ((step * o.loss.n_critic + update) % o.loss.gp_every != 0) return 0;
  if (o.loss.gamma_end == 0 || o.loss.gamma == 0) return every;
  return every * between(o.loss.gamma_end, o.loss.gamma, left(o, step, steps)) / o.loss.gamma;
}

double average_decay(const TrainOptions& o, int64_t step, int64_t steps) {
  if (o.ema_half_life > 0) {
    const auto batch = static_cast<double>(o.batch);
    const double seen = static_cast<double>(step + 1) * batch;
    return std::exp2(-batch / std::min(static_cast<double>(o.ema_half_life), seen / 20));
  }
  const double warm = static_cast<double>(1 + step) / static_cast<double>(10 + step);
  return std::min(o.ema_end == 0 ? o.ema : between(o.ema_end, o.ema, left(o, step, steps)), warm);
}

}  // namespace wgan
