#include <ATen/ops/empty.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <array>
#include <stdexcept>
#include <utility>

#include "update_random.h"
#include "wgan/base/error.h"
#include "wgan/formats/sealed_file.h"
#include "wgan/options/settings.h"
#include "wgan/run/facts.h"
#include "wgan/sampling/sampling.h"
#include "wgan/text/text.h"
#include "wgan/training/state.h"

namespace wgan {
namespace {

constexpr std::string_view kStepImages = "progress.step_images",
                           kAugmentShare = "augment_share";  // the first states lack these

/// Returns a number as a tensor, int64 or float64.
template <typename Number>
Tensor scalar(Number value) {
  Tensor tensor =
      at::empty({}, at::TensorOptions(std::is_integral_v<Number> ? at::kLong : at::kDouble));
  *tensor.data_ptr<Number>() = value;
  return tensor;
}

/// The type as which a field is stored.
template <typename Field>
using Stored = std::conditional_t<std::is_floating_point_v<Field>, double, int64_t>;

/// The means in a row of metrics.csv, by the name of the loss's term or the column.
constexpr std::array kMeans{std::pair{"critic_loss", &Interval::critic_loss},
                            std::pair{"generator_loss", &Interval::generator_loss},
                            std::pair{"w_estimate", &Interval::w_estimate},
                            std::pair{"gradient_norm", &Interval::gradient_norm},
                            std::pair{"critic_gradient", &Interval::critic_gradient},
                            std::pair{"generator_gradient", &Interval::generator_gradient},
                            std::pair{"held_out", &Interval::held_out},
                            std::pair{"held_out_right", &Interval::held_out_right}};

/// Calls `number(name, value)` for each number and `mean(name, mean)` for each mean: the one list
/// that saving and restoring walk. In a file every number, and the count of a mean, is from 0 to
/// kMostCounted. That many seconds are 285 million years.
template <typename State, typename OnNumber, typename OnMean>
void walk(State& s, const OnNumber& number, const OnMean& mean) {
  number(kStepTensor, s.progress.step);
  number("progress.critic_updates", s.progress.critic_updates);
  number("progress.images", s.progress.images);
  number(kStepImages.data(), s.progress.step_images);
  number("progress.attempt", s.progress.attempt);
  number("progress.rollbacks", s.progress.rollbacks);
  number("progress.seconds", s.progress.seconds);
  number("interval.began", s.interval.began);
  number("interval.first_image", s.interval.first_image);
  number("interval.waited", s.interval.waited);
  number(kAugmentShare.data(), s.augment_share);
  for (const auto& [name, field] : kMeans) mean(cat("interval.", name), s.interval.*field);
}

/// Throws Error(kModel) if the value is not from 0 to `most`; NaN is not.
template <typename Number>
void check_range(const Path& file, const std::string& name, Number value,
                 int64_t most = kMostCounted) {
  if (value >= 0 && value <= static_cast<Number>(most)) return;
  throw Error(ExitCode::kModel, out_of_range(file, name, cat(value), most));
}

/// The parts of a state that are not tensors of a network or an optimizer.
struct StoredNumbers {
  Progress progress;
  Interval interval;
  double augment_share = 1;
};

/// Reads the numbers of a file and checks their ranges. Throws Error(kModel).
StoredNumbers numbers_in(const Checkpoint& checkpoint, const Path& file, Device device) {
  StoredNumbers numbers;
  Progress& p = numbers.progress;
  const bool knows_step_images = checkpoint.tensors.count(std::string(kStepImages)) > 0;
  walk(
      numbers,
      [&](const char* name, auto& value) {
        if ((name == kStepImages || name == kAugmentShare) && !checkpoint.tensors.count(name))
          return;
        using Field = std::remove_reference_t<decltype(value)>;
        Tensor stored = scalar(Stored<Field>{});
        restore({{name, stored}}, "", checkpoint, file);
        check_range(file, name, *stored.data_ptr<Stored<Field>>(),
                    name == kAugmentShare ? 1 : kMostCounted);
        value = static_cast<Field>(*stored.data_ptr<Stored<Field>>());
      },
      [&](const std::string& name, Mean& mean) {
        if (!checkpoint.tensors.count(name)) return;  // the file is older than this mean
        const Tensor stored = at::empty({2}, at::TensorOptions(at::kDouble));
        restore({{name, stored}}, "", checkpoint, file);
        check_finite({{name, stored}}, file);
        check_range(file, cat("the count of ", name), stored.data_ptr<double>()[1]);
        mean.unpack(stored, device);
      });
  if (!knows_step_images) p.step_images = p.images;
  check_range(file, kStepImages.data(), p.step_images, p.images);
  check_range(file, "interval.first_image", numbers.interval.first_image, p.images);
  return numbers;
}

/// Throws Error(kModel) if one of `weights` is missing in the file, has another shape or type, or
/// is not finite. Those without dimensions are the counts of optimizers and averages.
void check_weights(const NamedTensors& weights, const Checkpoint& checkpoint, const Path& file) {
  check_tensors(weights, "", checkpoint, file);
  NamedTensors stored;
  for (const auto& [name, tensor] : weights) stored.emplace_back(name, checkpoint.tensors.at(name));
  check_finite(stored, file);
  for (const auto& [name, tensor] : stored) {
    if (tensor.dim() == 0) check_range(file, name, tensor.item<double>());
  }
}

/// Throws Error(kModel) if a run with these settings cannot be at this place.
void check_place(const Progress& p, const TrainOptions& o, const Path& file) {
  check_range(file, "progress.critic_updates", p.critic_updates, critic_updates(o, p.step));
  // The batch of the current step is dealt out again.
  if (p.critic_updates > 0 && p.images < o.batch)
    throw Error(ExitCode::kModel,
                cat(escaped(file.string()), ": progress.images is ", p.images, " after ",
                    p.critic_updates, " critic updates of a step, each with ", o.batch, " images"));
}

Networks on(Device device, Networks nets, at::ScalarType type = at::kFloat) {
  nets.generator.to(device, type);
  nets.critic.to(device, type);
  return nets;
}

Network empty_generator_on(Device device, const TrainOptions& o, at::ScalarType type = at::kFloat) {
  Network generator = make_generator(o.network, o.data.size, o.data.channels);
  generator.to(device, type);
  return generator;
}

/// Returns fixed z for a generator with virtual batch norm.
Tensor reference_latents(const TrainOptions& o) {
  return UpdateRandom(o.seed, {}, 0, at::kCPU)
      .latent(Stream::kReference, kReferenceSamples, law_of(o.network));
}

}  // namespace

void Interval::add(const std::string& term, const Tensor& value) {
  for (const auto& [name, field] : kMeans) {
    if (term == name) return (this->*field).add(value);
  }
  throw std::logic_error(cat("no row of metrics.csv has a place for the term ", term));
}

std::optional<double> Interval::accuracy() const {
  const auto all = held_out.value(), right = held_out_right.value();
  if (!all || *all == 0) return std::nullopt;
  return *right / *all;
}

TrainingState::TrainingState(const TrainOptions& o, Networks networks, Network averaged)
    : nets(std::move(networks)),
      average(std::move(averaged)),
      critic_optimizer(make_optimizer(critic_optimizer_options(o),
                                      nets.critic.parameters_behind(o.freeze_critic))),
      generator_optimizer(
          make_optimizer(generator_optimizer_options(o), nets.generator.parameters())),
      critic_history(nets.critic, o.history),
      generator_history(nets.generator, o.history) {
  if (nets.generator.needs_reference()) {
    const Tensor z = reference_latents(o);
    nets.generator.set_reference(z);
    average.set_reference(z);
  }
  adapts_ = o.data.diffaugment_target > 0;
  augment_share = adapts_ ? 0 : o.data.diffaugment_share;
  if (o.loss.lecam > 0) {
    const auto one = nets.critic.parameters().front().tensor.options().requires_grad(false);
    anchors = {at::zeros({1}, one), at::zeros({1}, one)};
  }
  // Until the pictures are known, the reference batch is of zeros.
  const auto weights = nets.critic.parameters().front().tensor.options().requires_grad(false);
  set_reference(at::zeros({1, o.data.channels, o.data.size.height, o.data.size.width}, weights));
}

TrainingState::TrainingState(const TrainOptions& o, Device device, at::ScalarType type)
    : TrainingState(
          o, on(device, make_networks(o.network, o.data.size, o.data.channels, o.seed), type),
          empty_generator_on(device, o, type)) {
  average.update(nets.generator, 0);
}

TrainingState TrainingState::empty(const TrainOptions& o, Device device) {
  return {o, on(device, empty_networks(o.network, o.data.size, o.data.channels)),
          empty_generator_on(device, o)};
}

TrainingState TrainingState::meta(const TrainOptions& o) {
  return {o, meta_networks(o.network, o.data.size, o.data.channels),
          meta_generator(o.network, o.data.size, o.data.channels)};
}

void TrainingState::set_reference(const Tensor& real) {
  if (!nets.critic.needs_reference()) return;
  std::vector<Tensor> rows;
  for (int64_t i = 0; i < kReferenceSamples; ++i) rows.push_back(real[i % real.size(0)]);
  nets.critic.set_reference(at::stack(rows));
}

NamedTensors TrainingState::weights() const {
  NamedTensors all;
  const auto add = [&](const char* prefix, const NamedTensors& tensors) {
    for (auto& named : prefixed(prefix, tensors)) all.push_back(std::move(named));
  };
  add("g.", nets.generator.state());
  add("d.", nets.critic.state());
  add("g_ema.", average.generator().state());
  add("opt_g.", generator_optimizer->state());
  add("opt_d.", critic_optimizer->state());
  add("history_g.", generator_history.state());
  add("history_d.", critic_history.state());
  if (anchors.real.defined()) add("lecam.", {{"real", anchors.real}, {"fake", anchors.fake}});
  return all;
}

NamedTensors TrainingState::tensors() const {
  NamedTensors all = weights();
  walk(
      *this,
      [&](const char* name, auto value) {
        all.emplace_back(name, scalar(static_cast<Stored<decltype(value)>>(value)));
      },
      [&](const std::string& name, const Mean& mean) { all.emplace_back(name, mean.pack()); });
  return all;
}

void TrainingState::restore(const Checkpoint& checkpoint, const Path& file, Device device) {
  check_weights(weights(), checkpoint, file);
  StoredNumbers numbers = numbers_in(checkpoint, file, device);
  wgan::restore(weights(), "", checkpoint, file);
  progress = numbers.progress;
  interval = std::move(numbers.interval);
  if (adapts_) augment_share = numbers.augment_share;
}

void check_state(const Checkpoint& checkpoint, const Path& file) {
  check_counts({checkpoint.text, {}}, file);
  const TrainOptions options = options_in(checkpoint.text, file);
  try {
    check_changes(run_facts(checkpoint.text, file).changes);
  } catch (const Error& error) {
    throw Error(ExitCode::kModel, cat(escaped(file.string()), ": ", error.what()));
  }
  try {
    check_weights(TrainingState::meta(options).weights(), checkpoint, file);
  } catch (const Error& error) {  // the settings may be for impossible networks
    throw Error(ExitCode::kModel, error.what());
  }
  check_place(numbers_in(checkpoint, file, at::kCPU).progress, options, file);
}

}  // namespace wgan
