#include "wgan/training/progress.h"

namespace wgan {

int64_t total_steps(const TrainOptions& o, int64_t pictures, const Progress& from) {
  if (o.epochs == 0) return o.steps;
  const auto dealt = [&](int64_t step) {
    return o.batch * (o.critic_same_batch ? 1 : critic_updates(o, step));
  };
  // The schedule of the critic's warm-up repeats itself after this many steps.
  constexpr int64_t kPeriod = 500;
  const int64_t wanted = o.epochs * pictures;
  int64_t steps = from.step, images = from.step_images, period = 0;
  for (; steps < from.step + 2 * kPeriod && images < wanted; ++steps) {
    images += dealt(steps);
    if (steps >= from.step + kPeriod) period += dealt(steps);
  }
  if (images >= wanted) return steps;
  const int64_t periods = (wanted - images) / period;
  steps += periods * kPeriod;
  for (images += periods * period; images < wanted; ++steps) images += dealt(steps);
  return steps;
}

}  // namespace wgan
