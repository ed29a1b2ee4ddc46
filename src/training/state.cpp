#include <ATen/ops/empty.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include "draws.h"
#include "wgan/error.h"
#include "wgan/sampling.h"
#include "wgan/training.h"

namespace wgan {
namespace {

constexpr std::string_view kStepImages = "progress.step_images";  // the first states lack it

/// A number as a tensor, int64 or float64.
template <typename Number>
Tensor scalar(Number value) {
  Tensor tensor =
      at::empty({}, at::TensorOptions(std::is_integral_v<Number> ? at::kLong : at::kDouble));
  *tensor.data_ptr<Number>() = value;
  return tensor;
}

/// Calls `field(name, value)` for each number and `mean(name, mean)` for each mean: the one list
/// that saving and restoring walk.
template <typename State, typename OnNumber, typename OnMean>
void walk(State& s, const OnNumber& number, const OnMean& mean) {
  number("progress.step", s.progress.step);
  number("progress.critic_updates", s.progress.critic_updates);
  number("progress.images", s.progress.images);
  number(kStepImages.data(), s.progress.step_images);
  number("progress.attempt", s.progress.attempt);
  number("progress.rollbacks", s.progress.rollbacks);
  number("progress.seconds", s.progress.seconds);
  number("interval.began", s.interval.began);
  number("interval.first_image", s.interval.first_image);
  number("interval.waited", s.interval.waited);
  mean("interval.critic_loss", s.interval.critic_loss);
  mean("interval.generator_loss", s.interval.generator_loss);
  mean("interval.w_estimate", s.interval.w_estimate);
  mean("interval.gradient_norm", s.interval.gradient_norm);
  mean("interval.held_out", s.interval.held_out);
  mean("interval.held_out_right", s.interval.held_out_right);
}

Networks networks_on(const TrainOptions& o, Device device) {
  Networks nets = make_networks(o.network, o.data.size, o.data.channels, o.seed);
  nets.generator.to(device);
  nets.critic.to(device);
  return nets;
}

Network average_on(const TrainOptions& o, Device device) {
  Network generator = make_generator(o.network, o.data.size, o.data.channels);
  generator.to(device);
  return generator;
}

/// Fixed z for a generator that norms by them.
Tensor reference_latents(const TrainOptions& o) {
  return Draws(o.seed, {}, 0, at::kCPU)
      .latent(Stream::kReference, kReferenceSamples, law_of(o.network));
}

}  // namespace

void Interval::add(const std::string& term, const Tensor& value) {
  if (term == "critic_loss") critic_loss.add(value);
  if (term == "generator_loss") generator_loss.add(value);
  if (term == "w_estimate") w_estimate.add(value);
  if (term == "gradient_norm") gradient_norm.add(value);
  if (term == "held_out") held_out.add(value);
  if (term == "held_out_right") held_out_right.add(value);
}

std::optional<double> Interval::accuracy() const {
  const auto all = held_out.value(), right = held_out_right.value();
  if (!all || *all == 0) return std::nullopt;
  return *right / *all;
}

TrainingState::TrainingState(const TrainOptions& o, Device device)
    : nets(networks_on(o, device)),
      average(average_on(o, device), o.ema),
      critic_optimizer(make_optimizer(critic_optimizer_options(o), nets.critic.parameters())),
      generator_optimizer(
          make_optimizer(generator_optimizer_options(o), nets.generator.parameters())),
      critic_history(nets.critic, o.history),
      generator_history(nets.generator, o.history) {
  if (nets.generator.needs_reference()) {
    const Tensor z = reference_latents(o);
    nets.generator.set_reference(z);
    average.set_reference(z);
  }
  average.update(nets.generator, -1);
  // Until the pictures are known.
  set_reference(at::zeros({1, o.data.channels, o.data.size.height, o.data.size.width}));
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
  return all;
}

NamedTensors TrainingState::tensors() const {
  NamedTensors all = weights();
  walk(
      *this,
      [&](const char* name, auto value) {
        all.emplace_back(
            name, scalar(static_cast<std::conditional_t<std::is_floating_point_v<decltype(value)>,
                                                        double, int64_t>>(value)));
      },
      [&](const char* name, const Mean& mean) { all.emplace_back(name, mean.pack()); });
  return all;
}

void TrainingState::restore(const Checkpoint& checkpoint, const Path& file, Device device) {
  wgan::restore(weights(), "", checkpoint, file);
  const bool knows_step_images = checkpoint.tensors.count(std::string(kStepImages)) > 0;
  walk(
      *this,
      [&](const char* name, auto& value) {
        if (name == kStepImages && !knows_step_images) return;
        using Number =
            std::conditional_t<std::is_floating_point_v<std::remove_reference_t<decltype(value)>>,
                               double, int64_t>;
        Tensor stored = scalar(Number{});
        wgan::restore({{name, stored}}, "", checkpoint, file);
        value = static_cast<std::remove_reference_t<decltype(value)>>(*stored.data_ptr<Number>());
      },
      [&](const char* name, Mean& mean) {
        if (!checkpoint.tensors.count(name)) return;  // older than this mean
        const Tensor stored = at::empty({2}, at::TensorOptions(at::kDouble));
        wgan::restore({{name, stored}}, "", checkpoint, file);
        mean.unpack(stored, device);
      });
  if (!knows_step_images) progress.step_images = progress.images;
}

}  // namespace wgan
