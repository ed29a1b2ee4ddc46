#include "wgan/training/duration.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "wgan/base/clock.h"
#include "wgan/device/device.h"
#include "wgan/text/text.h"
#include "wgan/training/work.h"

namespace wgan {
namespace {

/// Returns the work of a step with these settings, without making its networks.
double planned_work(TrainOptions o, const TrainOptions& like) {
  o.data.channels = like.data.channels;
  o.network.classes = like.network.classes;
  o.network.scores = like.network.scores;
  return work_of_step(o, meta_networks(o.network, o.data.size, o.data.channels));
}

}  // namespace

double estimated_step_seconds(const TrainOptions& o, const TrainingState& state, Device device) {
  const at::NoGradGuard no_grad;
  const auto options = state.nets.critic.parameters().front().tensor.options();
  const int64_t pictures = o.batch / o.accumulate;
  const Tensor z = at::zeros({pictures, o.network.latent}, options),
               labels = at::zeros({pictures}, at::TensorOptions(at::kLong).device(device));
  const Pass pass{.labels = labels,
                  .training = false,
                  .momentum = {},
                  .precision = o.precision == "bf16" ? std::optional(at::kBFloat16) : std::nullopt};
  const auto forward = [&] {
    const auto began = Clock::now();
    state.nets.critic.forward(state.nets.generator.forward(z, pass), pass).sum().item<double>();
    return seconds_since(began);
  };
  forward();  // the first pass prepares kernels
  const double seconds = forward();
  const std::vector<int64_t> picture{o.data.channels, o.data.size.height, o.data.size.width};
  const double work =
      static_cast<double>(pictures) * (work_of(state.nets.generator, {o.network.latent}).all +
                                       work_of(state.nets.critic, picture).all);
  return seconds * work_of_step(o, state.nets) / std::max(1.0, work);
}

std::string ways_to_end_sooner(const TrainOptions& o, double step_seconds, double left,
                               const TrainOptions& sooner) {
  constexpr double kClearly = 0.7;
  const double work = planned_work(o, o);
  std::vector<std::string> ways;
  if (const double share = planned_work(sooner, o) / work; sooner.epochs == 0) {
    const double seconds = share * step_seconds * static_cast<double>(sooner.steps);
    if (seconds < kClearly * left)
      ways.push_back(cat("--preset ", sooner.preset, " (about ", rough_duration(seconds), ")"));
  }
  constexpr int64_t kSmallest = 32;
  TrainOptions smaller = o;
  smaller.data.size = {o.data.size.width / 2, o.data.size.height / 2};
  if (o.network.depth == 0 &&
      std::min(smaller.data.size.width, smaller.data.size.height) >= kSmallest) {
    ways.push_back(cat("--size ", smaller.data.size.width,
                       smaller.data.size.width == smaller.data.size.height
                           ? ""
                           : cat("x", smaller.data.size.height),
                       " (about ", short_number(planned_work(smaller, o) / work), " of the time)"));
  }
  if (o.loss.n_critic > 1) ways.push_back("fewer critic updates (--n-critic 1)");
  ways.emplace_back("a GPU");
  return join(ways, ", ");
}

}  // namespace wgan
