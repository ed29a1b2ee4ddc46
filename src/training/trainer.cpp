#include <ATen/core/grad_mode.h>

#include "draws.h"
#include "wgan/training.h"

namespace wgan {
namespace {

/// A batch from the generator for the critic to learn from: no graph, so no work is spent on the
/// generator's gradient.
Batch fakes(const TrainOptions& o, const Network& generator, const Draws& draws,
            const Tensor& labels) {
  const at::NoGradGuard no_grad;
  return {generator.forward(draws.latent(Stream::kCriticLatent, o.batch, o.network.latent),
                            {.labels = labels}),
          labels};
}

/// The batch as the critic sees it.
Batch seen(const View& view, const Batch& batch, const Draws& draws, Stream stream) {
  return {view(batch.images, draws.each(stream)), batch.labels};
}

/// The draws of the critic update number `update` of this step.
Draws draws_of(const TrainOptions& o, const Progress& progress, int64_t update, Device device) {
  return {o.seed, progress, update * o.batch, device};
}

/// `real` is as the critic sees it.
LossTerms update_critic(const TrainOptions& o, TrainingState& state, const View& view,
                        const Loss& loss, const Batch& real, const Draws& draws) {
  const Batch fake = fakes(o, state.nets.generator, draws, real.labels);
  const LossTerms terms = loss.critic(NetworkCritic(state.nets.critic), real,
                                      seen(view, fake, draws, Stream::kFakeView), draws);
  state.critic_optimizer->descend(terms.total);
  loss.constrain(state.nets.critic.parameters());
  return terms;
}

/// `real` is what the critic saw last.
LossTerms update_generator(const TrainOptions& o, TrainingState& state, const View& view,
                           const Loss& loss, const Batch& real) {
  const Draws draws(o.seed, state.progress, 0, real.images.device());
  const Tensor z = draws.latent(Stream::kGeneratorLatent, o.batch, o.network.latent);
  const Batch fake{state.nets.generator.forward(z, {.labels = real.labels}), real.labels};
  const LossTerms terms = loss.generator(NetworkCritic(state.nets.critic), real,
                                         seen(view, fake, draws, Stream::kGeneratorView));
  state.generator_optimizer->descend(terms.total);
  return terms;
}

}  // namespace

int64_t total_steps(const TrainOptions& o, int64_t pictures) {
  if (o.epochs == 0) return o.steps;
  const int64_t per_step = o.batch * o.loss.n_critic;
  return (o.epochs * pictures + per_step - 1) / per_step;
}

Ending train(const TrainOptions& o, TrainingState& state, const View& view, const Loss& loss,
             Batches& batches, Run& run, const StopRequest& stop) {
  Progress& progress = state.progress;
  const auto seen_by = [&](int64_t update, const Batch& batch) {
    return seen(view, batch, draws_of(o, progress, update, batch.images.device()),
                Stream::kRealView);
  };
  Batch real =
      progress.critic_updates > 0 ? seen_by(progress.critic_updates - 1, batches.last()) : Batch{};
  while (progress.step < run.steps()) {
    while (progress.critic_updates < o.loss.n_critic) {
      real = seen_by(progress.critic_updates, batches.next());
      const Draws draws = draws_of(o, progress, progress.critic_updates, real.images.device());
      run.add("critic_loss", update_critic(o, state, view, loss, real, draws));
      ++progress.critic_updates;
      progress.images = batches.position();
      if (const auto ending = stop()) return *ending;
    }
    run.add("generator_loss", update_generator(o, state, view, loss, real));
    state.average.update(state.nets.generator, progress.step);
    progress.critic_updates = 0;
    ++progress.step;

    run.show_progress();
    if (run.due(o.log_every)) run.write_row();
    if (run.due(o.sample_every)) run.write_samples();
    if (run.save_is_due()) run.save();
  }
  return Ending::kDone;
}

}  // namespace wgan
