#include "wgan/training/work.h"

#include "wgan/losses/list.h"

namespace wgan {

Work work_of(const Network& network, const std::vector<int64_t>& input) {
  Work work;
  for (const LayerInfo& layer : network.describe(input)) {
    const double operations = 2 * static_cast<double>(layer.multiply_adds);
    if (operations == 0) continue;
    if (work.all == 0) work.first = operations;
    work.all += work.last = operations;
  }
  return work;
}

double work_of_step(const TrainOptions& o, const Networks& nets) {
  const Work g = work_of(nets.generator, {o.network.latent}),
             d = work_of(nets.critic, {o.data.channels, o.data.size.height, o.data.size.width});
  losses::Passes passes;
  LossList::visit(o.loss.name, [&]<typename Entry>() { passes = Entry::kPasses; });
  if (o.loss.r1 > 0 || o.loss.r2 > 0) passes.critic = losses::Relativistic::kPasses.critic;
  // Most updates leave a lazy penalty out.
  const double lazy = 1 / static_cast<double>(o.loss.gp_every);
  const losses::Share plain = losses::Passes{}.critic, &own = passes.critic;
  passes.critic = {.all = plain.all + (own.all - plain.all) * lazy,
                   .first = plain.first + (own.first - plain.first) * lazy,
                   .last = plain.last + (own.last - plain.last) * lazy};
  const auto times = [](const losses::Share& share, const Work& work) {
    return share.all * work.all - share.first * work.first - share.last * work.last;
  };
  const double critic = g.all + times(passes.critic, d),
               generator = 3 * g.all - g.first + times(passes.generator, d);
  return static_cast<double>(o.batch) * (static_cast<double>(o.loss.n_critic) * critic + generator);
}

}  // namespace wgan
