#pragma once

#include <string>
#include <vector>

#include "training/bench.h"
#include "wgan/image/image_tensor.h"
#include "wgan/text/text.h"

namespace wgan::pretend {

using Typed = std::vector<std::pair<std::string, std::string>>;

/// Returns every loss, network, norm, optimizer and technique by its flags, with `--loss gan`
/// unless another loss is named.
inline std::vector<Typed> cases() {
  return {
      {{"loss", "gan"}},
      {{"loss", "ls"}},
      {{"loss", "hinge"}},
      {{"loss", "clip"}},
      {{"loss", "gp"}},
      {{"loss", "r3"}},
      {{"loss", "gan"}, {"critic-norm", "none"}, {"r1", "1"}},
      {{"loss", "hinge"}, {"r1", "1"}, {"r2", "0.5"}},
      {{"loss", "none"}},

      {{"arch", "pokemon"}, {"depth", "3"}},
      {{"arch", "anime"}},
      {{"arch", "mlp"}, {"mlp-width", "16"}},
      {{"loss", "gp"}, {"arch", "pokemon"}, {"depth", "3"}},
      {{"loss", "gp"}, {"arch", "anime"}},
      {{"loss", "gp"}, {"arch", "mlp"}, {"mlp-width", "16"}},
      {{"arch", "plain"}},
      {{"arch", "resnet"}},
      {{"arch", "modern"}},
      {{"loss", "gp"}, {"arch", "resnet"}},
      {{"loss", "r3"}, {"arch", "plain"}},
      {{"loss", "r3"}, {"arch", "modern"}},
      {{"arch", "dcgan"}, {"generator-arch", "mlp"}, {"mlp-width", "16"}},
      {{"up", "resize"}},
      {{"kernel", "3"}},
      {{"kernel", "5"}},
      {{"act", "lrelu:0.1"}},

      {{"critic-norm", "layer"}},
      {{"critic-norm", "instance"}},
      {{"critic-norm", "group"}},
      {{"loss", "hinge"}, {"critic-norm", "spectral"}},
      {{"critic-norm", "virtual"}},
      {{"critic-norm", "none"}},
      {{"loss", "gp"}, {"critic-norm", "layer"}},
      {{"loss", "gp"}, {"critic-norm", "instance"}},
      {{"generator-norm", "layer"}},
      {{"generator-norm", "instance"}},
      {{"generator-norm", "group"}},
      {{"generator-norm", "virtual"}},
      {{"generator-norm", "none"}},

      {{"optimizer", "adam"}},
      {{"optimizer", "adamw"}},
      {{"optimizer", "rmsprop"}},
      {{"optimizer", "rmsprop"}, {"momentum", "0.5"}},
      {{"optimizer", "sgd"}},
      {{"ema", "0.9"}},

      {{"generator-loss", "minimax"}},
      {{"generator-loss", "features"}},
      {{"generator-loss", "features"}, {"feature-stat", "median"}},
      {{"loss", "gp"}, {"gp-sides", "one"}},
      {{"loss", "clip"}, {"clip-norm-params", "true"}},
      {{"loss", "clip"}, {"critic-warmup", "true"}},
      {{"minibatch", "discrimination"}},
      {{"minibatch", "deviation"}},
      {{"history", "0.1"}},
      {{"lecam", "0.3"}},
      {{"diffaugment", "color,translation"}, {"diffaugment-share", "0.5"}},
      {{"loss", "r3"}, {"lecam", "0.3"}},
      {{"top-k", "0.5"}},
      {{"gradient-clip", "1"}},
      {{"ema-half-life", "1000"}},
      {{"loss", "dragan"}},
      {{"loss", "gp"}, {"gp-every", "2"}},
      {{"freeze-critic", "1"}},
      {{"label-smooth", "0.9"}},
      {{"label-flip", "0.3"}},
      {{"semi", "true"}},
      {{"semi", "true"}, {"semi-labels", "50%"}},
      {{"conditional", "true"}, {"class-input", "norm"}},
      {{"conditional", "true"}, {"class-input", "embedding"}},
      {{"loss", "gp"}, {"conditional", "true"}},
      {{"critic-same-batch", "true"}},
      {{"loss", "gp"}, {"generator-norm", "layer"}, {"accumulate", "2"}},
      {{"latent-law", "uniform"}},
      {{"latent-law", "sphere"}},

      {{"norm", "none"}},
      {{"norm", "channel"}},
      {{"critic-noise", "0.1"}},
      {{"dropout", "0.3"}},
      {{"arch", "mlp"}, {"mlp-width", "16"}, {"dropout", "0.3"}},
      {{"diffaugment", "color"}},
      {{"diffaugment", "translation"}},
      {{"diffaugment", "cutout"}},
      {{"diffaugment", "color,translation,cutout"}},
      {{"precision", "bf16"}},
      {{"loss", "gp"}, {"precision", "bf16"}},
  };
}

/// Returns a case's name: "--loss gp --arch mlp".
inline std::string name_of(const Typed& flags) {
  std::vector<std::string> words;
  for (const auto& [flag, value] : flags)
    words.push_back(value == "true" ? cat("--", flag) : cat("--", flag, " ", value));
  return join(words, " ");
}

inline bool has(const Typed& flags, const std::string& flag) {
  return std::any_of(flags.begin(), flags.end(), [&](const auto& f) { return f.first == flag; });
}

/// Returns settings for two steps, each with two critic updates unless the critic is warmed up.
inline TrainOptions options_of(Typed flags) {
  if (!has(flags, "loss")) flags.insert(flags.begin(), {"loss", "gan"});
  if (!has(flags, "n-critic")) flags.insert(flags.end(), {"n-critic", "2"});
  flags.insert(flags.end(), {"steps", "2"});
  return tiny_with(flags);
}

/// A run with these options on a device, with the reference batch that its critic may need.
struct Steps {
  Steps(const TrainOptions& options, Device device)
      : bench(options, device),
        batches(bench.set, batch_options(options), device),
        updates({bench.settings.options, bench.state, bench.critic_input, *bench.loss}, batches) {
    bench.state.set_reference(to_tensor({bench.set.picture(3)}).to(device));
  }
  bool done() const { return bench.state.progress.step == bench.settings.options.steps; }

  Bench bench;
  Batches batches;
  Updates updates;
};

}  // namespace wgan::pretend
