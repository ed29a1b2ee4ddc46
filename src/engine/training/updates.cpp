#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_norm.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/stack.h>

#include <algorithm>

#include "update_random.h"
#include "wgan/distributed/gradient_mean.h"
#include "wgan/sampling/sampling.h"
#include "wgan/text/text.h"
#include "wgan/training/schedule.h"
#include "wgan/training/update.h"

namespace wgan {
namespace {

/// The generator's dropout draws come after those of all critic updates.
constexpr uint64_t kGeneratorsDropout = uint64_t{1} << 32;

/// Returns the draws of update number `update` of the current step, from sample `first` of the
/// share of the batch on.
UpdateRandom draws_of(const Training& t, int64_t update, int64_t first, const Tensor& like) {
  return {t.options.seed, t.state.progress, update * t.options.batch + t.first() + first,
          like.device(), like.scalar_type()};
}

/// Returns the deviation of the critic's noise at this step.
double deviation_of(const CriticNoise& noise, int64_t step) {
  if (noise.steps == 0) return noise.deviation;
  const double left = 1 - static_cast<double>(step) / static_cast<double>(noise.steps);
  return noise.deviation * std::max(0.0, left);
}

/// Returns the batch as the critic sees it.
Batch through(const Training& t, const Batch& batch, const UpdateRandom& draws, Stream stream) {
  Tensor seen = t.critic_input(batch.images, draws.each(stream), t.state.augment_share);
  if (const double s = deviation_of(t.options.critic_noise, t.state.progress.step); s > 0) {
    const uint64_t place = draws.first | static_cast<uint64_t>(stream) << 40;
    KernelRandom kernel_random(draws.seed, Stream::kCriticNoise, draws.attempt, draws.step, place);
    seen = seen + s * at::randn(seen.sizes(), kernel_random.next(seen.device()), seen.options());
  }
  return {seen, batch.labels};
}

void show(const TensorObserver& observer, const std::string& what, const NamedTensors& tensors) {
  if (!observer) return;
  for (const auto& [name, tensor] : tensors) observer(cat(what, name), tensor);
}

/// Returns the precision of the feature maps in both networks' passes.
std::optional<at::ScalarType> precision_of(const Training& t) {
  return t.options.precision == "bf16" ? std::optional(at::kBFloat16) : std::nullopt;
}

/// Returns the group whose batches batch norm takes together, or null.
const ProcessGroup* norm_group_of(const Training& t) {
  return t.options.sync_batch_norm && !t.group.is_alone() ? &t.group : nullptr;
}

/// Returns the generator's pictures before the critic's view of them.
Tensor generated(const Training& t, const Tensor& z, const Tensor& labels,
                 const TensorObserver& observer) {
  const LayerObserver layers = [&](const std::string& layer, const Tensor& output) {
    observer(cat("generator, ", layer), output);
  };
  if (observer) observer("z", z);
  return t.state.nets.generator.forward(z, {.labels = labels,
                                            .momentum = {},
                                            .precision = precision_of(t),
                                            .observer = observer ? &layers : nullptr,
                                            .norm_group = norm_group_of(t)});
}

/// Returns the critic. It reports to `observer`, for each layer, whose pictures went through it.
NetworkCritic critic_of(const Training& t, const Batch& real, const Batch& fake,
                        KernelRandom& kernel_random, const TensorObserver& observer) {
  if (!observer)
    return NetworkCritic(t.state.nets.critic, &kernel_random, {}, precision_of(t),
                         norm_group_of(t));
  observer("real pictures", real.images);
  observer("generated pictures", fake.images);
  return NetworkCritic(
      t.state.nets.critic, &kernel_random,
      [&](const Tensor& x, const std::string& layer, const Tensor& output) {
        const char* whose = x.is_same(real.images)   ? "the real pictures"
                            : x.is_same(fake.images) ? "the generated pictures"
                                                     : "pictures between real and generated";
        observer(cat("critic, ", layer, " of ", whose), output);
      },
      precision_of(t), norm_group_of(t));
}

Tensor norm_of(const TensorList& gradients) {
  return at::stack(at::_foreach_norm(gradients, 2)).to(at::kDouble).norm();
}

/// Scales the gradients so that their norm is at most `most` (Pascanu 2013).
void clip(TensorList& gradients, double most) {
  const at::NoGradGuard no_grad;
  const Tensor share =
      (most / norm_of(gradients).clamp_min(most)).to(gradients.front().scalar_type());
  gradients = at::_foreach_mul(gradients, share);
}

/// The samples of a batch that are processed together.
struct Part {
  int64_t begin, count;
  Batch of(const Batch& batch) const {
    return {batch.images.narrow(0, begin, count), batch.labels.narrow(0, begin, count)};
  }
};

/// The network that an update trains.
struct TrainedNetwork {
  const char* name;
  const Network& network;
  Optimizer& optimizer;
  const HistoricalAverage& history;
};

/// Adds the means over one of several equal parts to those over the whole batch.
void add_part(LossTerms& all, const LossTerms& part, double share) {
  const auto add = [&](Tensor& sum, const Tensor& value) {
    const Tensor mine = share == 1 ? value : value * share;
    sum = sum.defined() ? sum + mine : mine;
  };
  add(all.total, part.total.detach());
  all.terms.resize(part.terms.size());
  for (size_t i = 0; i < part.terms.size(); ++i) {
    all.terms[i].first = part.terms[i].first;
    add(all.terms[i].second, part.terms[i].second);
  }
}

/// The losses of an update on their way to their mean over the ranks.
class LossMean {
 public:
  LossMean(const LossTerms& own, const ProcessGroup& group) : own_(own), group_(group) {
    if (group_.is_alone()) return;
    const at::NoGradGuard no_grad;
    std::vector<Tensor> all{own_.total.to(at::kDouble)};
    for (const auto& [name, value] : own_.terms) all.push_back(value.to(at::kDouble));
    values_ = at::stack(all);
    sum_ = group_.start_sum(values_);
  }
  LossTerms wait() {
    if (group_.is_alone()) return own_;
    sum_->wait();
    const Tensor means = values_ / static_cast<double>(group_.size());
    own_.total = means[0];
    for (size_t i = 0; i < own_.terms.size(); ++i)
      own_.terms[i].second = means[static_cast<int64_t>(i) + 1];
    return own_;
  }

 private:
  LossTerms own_;
  const ProcessGroup& group_;
  Tensor values_;
  std::unique_ptr<PendingSum> sum_;
};

/// Gives every rank the mean of the anchors. Each moved linearly towards its share's scores, so
/// this is how they move with the whole batch.
void average_over_ranks(const ScoreAnchors& anchors, const ProcessGroup& group) {
  if (group.is_alone() || !anchors.real.defined()) return;
  const at::NoGradGuard no_grad;
  const Tensor sums = at::stack({anchors.real, anchors.fake});
  group.start_sum(sums)->wait();  // of a copy: what is lost halfway leaves the anchors as they were
  const Tensor means = sums / static_cast<double>(group.size());
  anchors.real.copy_(means[0]);
  anchors.fake.copy_(means[1]);
}

/// Moves the weights against the gradient of the loss, which `loss_of` computes for each part of
/// this process's share of the batch. The parts and the shares are equal and the loss is a mean, so
/// the batch's loss is the mean of theirs.
template <typename LossOf>
Update descend(const Training& t, const TrainedNetwork& who, const TensorObserver& observer,
               const LossOf& loss_of) {
  const int64_t parts = t.options.accumulate, count = t.share() / parts;
  const double share = 1 / static_cast<double>(parts);
  LossTerms mean;
  TensorList gradients;
  std::optional<LossMean> loss_of_all;
  std::optional<GradientMean> gradients_of_all;
  for (int64_t i = 0; i < parts; ++i) {
    const LossTerms loss = loss_of(Part{i * count, count});
    if (observer) observer(cat("loss of the ", who.name), loss.total);
    {
      const at::NoGradGuard no_grad;
      add_part(mean, loss, share);
    }
    GradientReady ready;
    if (i == parts - 1 && !t.group.is_alone()) {
      loss_of_all.emplace(mean, t.group);
      gradients_of_all.emplace(t.group, who.optimizer.weights());
      ready = [&](size_t index, const Tensor& gradient) {
        gradients_of_all->add(index, parts == 1 ? gradient : gradient + gradients[index]);
      };
    }
    TensorList part = who.optimizer.gradients(parts == 1 ? loss.total : loss.total * share, ready);
    const at::NoGradGuard no_grad;
    if (gradients.empty()) gradients = std::move(part);
    else gradients = at::_foreach_add(gradients, part);
  }
  if (gradients_of_all) {
    gradients = gradients_of_all->wait();
    mean = loss_of_all->wait();
  }
  const Tensor norm = [&] {
    const at::NoGradGuard no_grad;
    return norm_of(gradients);
  }();
  who.history.pull(who.network, gradients);
  for (size_t i = 0; observer && i < gradients.size(); ++i)
    observer(cat("gradient of the ", who.name, "'s ", who.optimizer.names()[i]), gradients[i]);
  if (t.options.gradient_clip > 0) clip(gradients, t.options.gradient_clip);
  const int64_t step = t.state.progress.step;
  who.optimizer.step(gradients, {.rate = rate_share(t.options, step, t.steps),
                                 .beta2 = scheduled_beta2(t.options, step, t.steps)});
  return {std::move(mean), norm};
}

}  // namespace

Update update_critic(const Training& t, const Batch& real, const TensorObserver& observer) {
  TrainingState& state = t.state;
  const auto loss_of = [&](const Part& part) {
    const Batch mine = part.of(real);
    UpdateRandom draws = draws_of(t, state.progress.critic_updates, part.begin, real.images);
    draws.penalty_factor =
        penalty_factor(t.options, state.progress.step, state.progress.critic_updates, t.steps);
    draws.score_anchors = &state.anchors;
    Batch fake;
    {
      const at::NoGradGuard no_grad;  // the generator's gradient is not needed
      const Tensor z = draws.latent(Stream::kCriticLatent, part.count, law_of(t.options.network));
      fake = through(t, {generated(t, z, mine.labels, observer), mine.labels}, draws,
                     Stream::kFakeView);
    }
    KernelRandom kernel_random = draws.kernel_random(Stream::kDropout);
    LossTerms loss =
        t.loss.critic(critic_of(t, mine, fake, kernel_random, observer), mine, fake, draws);
    average_over_ranks(state.anchors, t.group);  // before anything else of this update is kept
    return loss;
  };
  Update update =
      descend(t, {"critic", state.nets.critic, *state.critic_optimizer, state.critic_history},
              observer, loss_of);
  const int64_t frozen = t.options.freeze_critic;
  t.loss.constrain(frozen > 0 ? state.nets.critic.parameters_behind(frozen)
                              : state.nets.critic.parameters());
  state.critic_history.add(state.nets.critic);  // after `constrain`: the weights as they are used
  show(observer, "critic's ", state.nets.critic.state());
  show(observer, "critic's optimizer, ", state.critic_optimizer->state());
  show(observer, "generator's ", state.nets.generator.state());  // its norm layers saw a batch
  return update;
}

Update update_generator(const Training& t, const Batch& real, const TensorObserver& observer) {
  TrainingState& state = t.state;
  const auto loss_of = [&](const Part& part) {
    const Batch mine = part.of(real);
    const UpdateRandom draws = draws_of(t, 0, part.begin, real.images);
    const Tensor z = draws.latent(Stream::kGeneratorLatent, part.count, law_of(t.options.network));
    const Batch fake = through(t, {generated(t, z, mine.labels, observer), mine.labels}, draws,
                               Stream::kGeneratorView);
    KernelRandom kernel_random(draws.seed, Stream::kDropout, draws.attempt, draws.step,
                               kGeneratorsDropout + draws.first);
    return t.loss.generator(critic_of(t, mine, fake, kernel_random, observer), mine, fake);
  };
  Update update = descend(
      t, {"generator", state.nets.generator, *state.generator_optimizer, state.generator_history},
      observer, loss_of);
  state.generator_history.add(state.nets.generator);
  if (t.group.leads())  // which alone draws from it and saves it
    state.average.update(state.nets.generator,
                         average_decay(t.options, state.progress.step, t.steps));
  show(observer, "generator's ", state.nets.generator.state());
  show(observer, "generator's optimizer, ", state.generator_optimizer->state());
  show(observer, "critic's ", state.nets.critic.state());  // its norm layers saw a batch
  show(observer, "averaged generator's ", state.average.generator().state());
  return update;
}

Updates::Updates(const Training& training, Batches& batches)
    : training_(training), batches_(batches) {
  const int64_t done = training_.state.progress.critic_updates;
  if (done == 0) return;
  dealt_ = batches_.last();
  real_ = seen(dealt_, done - 1);
}

Batch Updates::seen(const Batch& batch, int64_t update) const {
  return through(training_, batch, draws_of(training_, update, 0, batch.images), Stream::kRealView);
}

Player Updates::next() const {
  const Progress& p = training_.state.progress;
  const bool more = p.critic_updates < critic_updates(training_.options, p.step);
  return more ? Player::kCritic : Player::kGenerator;
}

Update Updates::take(const TensorObserver& observer) {
  Progress& progress = training_.state.progress;
  if (next() == Player::kCritic) {
    const bool again = training_.options.critic_same_batch && progress.critic_updates > 0;
    if (!again) dealt_ = batches_.next();
    real_ = seen(dealt_, progress.critic_updates);
    Update update = update_critic(training_, real_, observer);
    ++progress.critic_updates;
    progress.images = batches_.position();
    return update;
  }
  Update update = update_generator(training_, real_, observer);
  progress.critic_updates = 0;
  progress.step_images = progress.images;
  ++progress.step;
  return update;
}

}  // namespace wgan
