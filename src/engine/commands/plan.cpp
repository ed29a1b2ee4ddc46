#include <algorithm>
#include <cstdio>

#include "plan.h"

#include "networks_table.h"
#include "wgan/networks/networks.h"
#include "wgan/options/flags.h"
#include "wgan/options/recipes.h"
#include "wgan/text/text.h"
#include "wgan/training/memory.h"

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

}  // namespace

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
             bytes(training_memory(o, nets).of(o.batch, o.accumulate)),
             " for networks and batches, ", bytes(picture * 1000),
             " for every 1,000 pictures, and ", bytes(kLibraryMemory), " for LibTorch itself\n");
}

}  // namespace wgan
