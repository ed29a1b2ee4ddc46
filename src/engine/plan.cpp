#include <algorithm>
#include <cstdio>

#include "commands.h"
#include "wgan/flags.h"
#include "wgan/networks.h"
#include "wgan/optimizers.h"
#include "wgan/recipes.h"
#include "wgan/text.h"

namespace wgan {
namespace {

std::string padded(std::string text, size_t width) {
  if (text.size() < width) text.resize(width, ' ');
  return text;
}

std::string settings_table(TrainSettings settings) {
  std::string out = "Settings\n";
  for (const Flag& flag : train_flags(settings.options)) {
    if (flag.role == Role::kOnce || (flag.unused && !flag.unused().empty())) continue;
    out += cat("  ", padded("--" + flag.name + " ", 24), padded(value_of(flag) + " ", 24),
               settings.sources.at(flag.name), "\n");
  }
  return out;
}

int64_t elements(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (const int64_t side : shape) count *= side;
  return count;
}

double activation_bytes(const std::vector<LayerInfo>& layers, int64_t batch) {
  double count = 0;
  for (const LayerInfo& layer : layers) count += static_cast<double>(elements(layer.output));
  return count * 4 * static_cast<double>(batch);
}

/// What an optimizer remembers of its network, and a historical average if there is one.
double memory_bytes(const OptimizerOptions& options, const Network& network, double history) {
  double bytes = history > 0 ? 4.0 * static_cast<double>(network.parameter_count()) : 0;
  for (const auto& [name, tensor] : make_optimizer(options, network)->state())
    bytes += static_cast<double>(tensor.nbytes());
  return bytes;
}

/// The distances between all pairs of samples, three times: the differences, their sizes, and the
/// gradient.
double discrimination_bytes(const TrainOptions& o) {
  if (o.network.minibatch != "discrimination") return 0;
  const auto batch = static_cast<double>(o.batch);
  return 3 * 4 * batch * batch * kDiscriminationKernels * kDiscriminationDimensions;
}

/// Weights with their gradients, what the optimizers remember and the average, and the layer
/// outputs that the largest update keeps alive: two critic passes, under gp two more forward and
/// about as much again for the graph of the gradient; or a generator and a critic pass.
double estimated_bytes(const TrainOptions& o, const Networks& nets, const std::vector<LayerInfo>& g,
                       const std::vector<LayerInfo>& d) {
  const auto g_weights = static_cast<double>(nets.generator.parameter_count()),
             d_weights = static_cast<double>(nets.critic.parameter_count());
  const double weights = 4 * (2 * (g_weights + d_weights) + g_weights) +
                         memory_bytes(critic_optimizer_options(o), nets.critic, o.history) +
                         memory_bytes(generator_optimizer_options(o), nets.generator, o.history);
  const double critic_pass = activation_bytes(d, o.batch) + discrimination_bytes(o);
  const double critic_update = critic_pass * (o.loss.name == "gp" ? 6 : 2);
  const double generator_update = activation_bytes(g, o.batch) + critic_pass;
  return weights + std::max(critic_update, generator_update);
}

std::string seen(int64_t receptive) {
  if (receptive == 0) return {};
  return receptive == Reach::kAll ? "sees all" : cat("sees ", receptive, " px");
}

}  // namespace

int64_t channels_of(const TrainOptions& o) { return o.data.channels ? o.data.channels : 3; }

std::string layer_table(const char* title, const Network& network,
                        const std::vector<LayerInfo>& layers) {
  int64_t operations = 0;
  for (const LayerInfo& layer : layers) operations += 2 * layer.multiply_adds;
  std::string out = cat("\n", title, ": ", grouped(network.parameter_count()), " parameters, ",
                        grouped(operations), " floating-point operations a picture\n");
  for (const LayerInfo& layer : layers) {
    std::vector<std::string> sides;
    for (const int64_t side : layer.output) sides.push_back(std::to_string(side));
    out += cat(
        "  ", padded(layer.name, 10), padded(layer.kind + " ", 42), padded(join(sides, " x "), 16),
        padded(layer.parameters ? grouped(layer.parameters) : "", 12), seen(layer.receptive), "\n");
  }
  return out;
}

Networks networks_for(const TrainOptions& options) {
  constexpr int64_t kClasses = 10;  // where nobody has looked at the pictures
  TrainOptions o = options;
  if (o.network.classes == 0) set_classes(o, kClasses);
  return make_networks(o.network, o.data.size, channels_of(o), o.seed);
}

std::string plan(const TrainSettings& settings) {
  const TrainOptions& o = settings.options;
  const int64_t channels = channels_of(o);
  const Networks nets = networks_for(o);
  const auto g = nets.generator.describe({o.network.latent});
  const auto d = nets.critic.describe({channels, o.data.size.height, o.data.size.width});
  const double picture = static_cast<double>(o.data.size.width * o.data.size.height * channels);
  return cat("--loss ", o.loss.name, ": ", find_recipe(o.loss.name, "").summary, "\n\n",
             settings_table(settings), layer_table("Generator", nets.generator, g),
             layer_table("Critic", nets.critic, d), "\nMemory: about ",
             bytes(estimated_bytes(o, nets, g, d)), " for networks and batches, ",
             bytes(picture * 1000), " for every 1,000 pictures, and 0.25 GB for LibTorch itself\n");
}

}  // namespace wgan
