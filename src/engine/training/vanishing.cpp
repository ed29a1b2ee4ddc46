#include <cmath>

#include "wgan/text/text.h"
#include "wgan/training/vanishing.h"

namespace wgan {
namespace {

/// The root mean square of a weight's gradient below which nothing is learnt: the epsilon that Adam
/// and RMSprop add to their denominator. Smaller gradients no longer move a weight by the rate, and
/// SGD moves it by less than 1e-8 of the rate.
constexpr double kVanished = 1e-8;
/// The rows without a gradient must cover this many steps: a run's first updates may be small.
constexpr int64_t kSteps = 10;

std::string cure(const TrainOptions& o) {
  if (o.loss.name == "clip" && o.loss.clip_norm_params && o.network.critic_norm != "none")
    return "--clip-norm-params=false leaves the scales of the critic's norm layers alone";
  if (o.loss.name == "clip") return "a larger --clip, or --loss gp, lets more of it through";
  if (o.loss.name == "gan" && o.loss.generator_loss == "minimax")
    return "--generator-loss nonsaturating does not vanish where the critic is sure";
  return "a lower --rate, or another --seed, may keep it alive";
}

}  // namespace

VanishingGradient::VanishingGradient(const TrainOptions& options, const Networks& nets,
                                     int64_t step)
    : cure_(cure(options)),
      critic_{"critic", nets.critic.parameter_count(), {}},
      generator_{"generator", nets.generator.parameter_count(), {}},
      last_(step) {}

void VanishingGradient::go_back(int64_t step) {
  critic_.since.reset();
  generator_.since.reset();
  last_ = step;
}

std::vector<std::string> VanishingGradient::add(const MetricsRow& row) {
  std::vector<std::string> warnings;
  for (const auto& warning : {look(generator_, row.generator_gradient, row.step),
                              look(critic_, row.critic_gradient, row.step)}) {
    if (warning) warnings.push_back(*warning);
  }
  last_ = row.step;
  return warnings;
}

std::optional<std::string> VanishingGradient::look(Starving& network, std::optional<double> norm,
                                                   int64_t step) {
  if (!norm) return std::nullopt;
  if (*norm >= kVanished * std::sqrt(static_cast<double>(network.weights))) {
    network.since.reset();
    network.warned = false;
    return std::nullopt;
  }
  if (!network.since) network.since = last_;
  if (network.warned || step - *network.since < kSteps) return std::nullopt;
  network.warned = true;
  return cat("the ", network.name, " has learnt nothing since step ", *network.since,
             ": the gradient that reaches its ", grouped(network.weights),
             " weights has a norm of ", *norm, ", too small to move them; ", cure_);
}

}  // namespace wgan
