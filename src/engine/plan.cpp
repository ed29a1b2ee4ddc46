#include <algorithm>
#include <cstdio>

#include "commands.h"
#include "wgan/flags.h"
#include "wgan/networks.h"
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
    out += cat("  ", padded("--" + flag.name, 18), padded(value_of(flag) + " ", 24),
               settings.sources.at(flag.name), "\n");
  }
  return out;
}

int64_t elements(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (const int64_t side : shape) count *= side;
  return count;
}

std::string layer_table(const char* title, const Network& network,
                        const std::vector<LayerInfo>& layers) {
  std::string out = cat("\n", title, ": ", grouped(network.parameter_count()), " parameters\n");
  for (const LayerInfo& layer : layers) {
    std::vector<std::string> sides;
    for (const int64_t side : layer.output) sides.push_back(std::to_string(side));
    out += cat("  ", padded(layer.name, 10), padded(layer.kind, 38), padded(join(sides, " x "), 16),
               layer.parameters ? grouped(layer.parameters) : "", "\n");
  }
  return out;
}

double activation_bytes(const std::vector<LayerInfo>& layers, int64_t batch) {
  double count = 0;
  for (const LayerInfo& layer : layers) count += static_cast<double>(elements(layer.output));
  return count * 4 * static_cast<double>(batch);
}

/// Weights with their gradients, optimizer moments and average, and the layer outputs that the
/// largest update keeps alive: two critic passes, under gp two more forward and about as much again
/// for the graph of the gradient; or a generator and a critic pass.
double estimated_bytes(const TrainOptions& o, const Networks& nets, const std::vector<LayerInfo>& g,
                       const std::vector<LayerInfo>& d) {
  const double moments = o.optimizer.name == "adam" ? 2 : 1;
  const auto g_weights = static_cast<double>(nets.generator.parameter_count()),
             d_weights = static_cast<double>(nets.critic.parameter_count());
  const double weights = 4 * ((2 + moments) * (g_weights + d_weights) + g_weights);
  const double critic_update = activation_bytes(d, o.batch) * (o.loss.name == "gp" ? 6 : 2);
  const double generator_update = activation_bytes(g, o.batch) + activation_bytes(d, o.batch);
  return weights + std::max(critic_update, generator_update);
}

}  // namespace

std::string plan(const TrainSettings& settings) {
  const TrainOptions& o = settings.options;
  const int64_t channels = o.data.channels ? o.data.channels : 3;  // no pictures were named
  const Networks nets = make_networks(o.network, o.data.size, channels, o.seed);
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
