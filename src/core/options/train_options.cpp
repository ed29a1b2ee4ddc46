#include "wgan/options/options.h"

namespace wgan {
namespace {

OptimizerOptions with(OptimizerOptions both, const std::string& name, double rate) {
  if (name != "same") both.name = name;
  if (rate > 0) both.rate = rate;
  return both;
}

}  // namespace

OptimizerOptions critic_optimizer_options(const TrainOptions& o) {
  return with(o.optimizer, o.critic_optimizer, o.critic_rate);
}

OptimizerOptions generator_optimizer_options(const TrainOptions& o) {
  return with(o.optimizer, o.generator_optimizer, o.generator_rate);
}

void set_classes(TrainOptions& o, int64_t classes) {
  o.network.classes = o.network.conditional || o.loss.semi ? classes : 0;
  o.network.scores = o.loss.semi ? classes : 1;
}

int64_t critic_updates(const TrainOptions& o, int64_t step) {
  constexpr int64_t kMany = 100, kFirst = 25, kEvery = 500;
  const bool warm = o.critic_warmup && (step < kFirst || step % kEvery == 0);
  return warm ? kMany : o.loss.n_critic;
}

int64_t row_steps(const TrainOptions& o) { return o.log_every > 0 ? o.log_every : kRowSteps; }

int64_t sheet_steps(const TrainOptions& o) {
  return o.sample_every > 0 ? o.sample_every : kSheetSteps;
}

}  // namespace wgan
