#pragma once

#include "support.h"
#include "wgan/sampling/sampling.h"
#include "wgan/training/run.h"
#include "wgan/training/train.h"

namespace wgan {

inline TrainOptions tiny(const std::string& loss) {
  const TrainSettings s = settle({{"data", "none", "test"},
                                  {"loss", loss, "test"},
                                  {"size", "16", "test"},
                                  {"features", "4", "test"},
                                  {"latent", "8", "test"},
                                  {"batch", "4", "test"},
                                  {"steps", "6", "test"},
                                  {"channels", "3", "test"},
                                  {"log-every", "4", "test"}},
                                 "/nowhere");
  return s.options;
}

/// Returns options for small networks and batches, changed by `flags`.
inline TrainOptions tiny_with(const std::vector<std::pair<std::string, std::string>>& flags) {
  std::vector<Assignment> typed{
      {"data", "none", "test"},  {"size", "16", "test"},     {"features", "4", "test"},
      {"latent", "8", "test"},   {"batch", "4", "test"},     {"steps", "6", "test"},
      {"channels", "3", "test"}, {"log-every", "4", "test"}, {"sample-every", "9", "test"}};
  for (const auto& [flag, value] : flags) typed.push_back({flag, value, "test"});
  if (std::any_of(flags.begin(), flags.end(), [](const auto& f) { return f.second == "mlp"; }))
    std::erase_if(typed, [](const Assignment& a) { return a.flag == "features"; });
  TrainOptions options = settle(typed, "/nowhere").options;
  set_classes(options, 3);
  return options;
}

inline PictureSet pictures(int64_t channels = 3) {
  PictureSet set{{16, 16}, channels, {}, {}, {}};
  std::vector<uint8_t> pixels;
  for (int i = 0; i < 10; ++i) {
    for (int k = 0; k < 16 * 16 * channels; ++k)
      pixels.push_back(static_cast<uint8_t>((i * 37 + k * (i + 1)) % 256));
    set.labels.push_back(i % 3);
  }
  set.pixels = Pixels(pixels);
  return set;
}

/// A run in a folder of its own.
struct Bench {
  explicit Bench(const TrainOptions& options, Device where = at::kCPU)
      : device(where),
        settings{options, {}},
        loss(make_loss(options.loss)),
        state(options, device),
        critic_input(Range(options.data.norm, {0.4, 0.5, 0.6}, {0.2, 0.25, 0.3}),
                     options.data.diffaugment, device) {}

  /// Trains until `stop`, from the state's position in the data.
  Ending train(const StopRequest& stop) {
    Batches batches(set, batch_options(settings.options), device, state.progress.images);
    Run run(settings, RunFolder{folder.path()}, state, batches, device, console);
    run.stop = stop;
    return wgan::train({settings.options, state, critic_input, *loss, run.steps()}, batches, run);
  }

  Device device;
  TemporaryFolder folder;
  TrainSettings settings;
  PictureSet set = pictures();
  Console console;
  std::unique_ptr<Loss> loss;
  TrainingState state;
  CriticInput critic_input;
};

inline std::optional<Ending> never() { return std::nullopt; }

}  // namespace wgan
