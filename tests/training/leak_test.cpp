#include <ATen/ops/ones.h>

#include "support.h"
#include "wgan/image/image_tensor.h"
#include "wgan/sampling/sampling.h"
#include "wgan/training/run.h"
#include "wgan/training/train.h"

namespace wgan {
namespace {

TrainOptions options() {
  return settle({{"data", "none", "test"},
                 {"loss", "gp", "test"},
                 {"size", "16", "test"},
                 {"channels", "1", "test"},
                 {"features", "8", "test"},
                 {"latent", "8", "test"},
                 {"batch", "16", "test"},
                 {"n-critic", "2", "test"},
                 {"rate", "2e-3", "test"},
                 {"beta1", "0.5", "test"},
                 {"ema", "0.9", "test"},
                 {"log-every", "1000", "test"},
                 {"sample-every", "1000", "test"},
                 {"steps", "250", "test"}},
                "/nowhere")
      .options;
}

PictureSet set_of(const std::vector<Image>& images) {
  PictureSet set{{16, 16}, 1, {}, {}, {}};
  std::vector<uint8_t> pixels;
  for (const Image& image : images) {
    pixels.insert(pixels.end(), image.pixels.begin(), image.pixels.end());
    set.labels.push_back(-1);
  }
  set.pixels = Pixels(pixels);
  return set;
}

/// Mean of all pixels, in [-1, 1], that the generator makes after it was trained on `set` with a
/// critic that sees through `view`.
double generated_mean(const PictureSet& set, const CriticInput& critic_input) {
  const TemporaryFolder folder;
  const TrainSettings settings{options(), {}};
  const auto loss = make_loss(settings.options.loss);
  TrainingState state(settings.options, at::kCPU);
  Console console;
  Batches batches(set, {.batch = settings.options.batch}, at::kCPU);
  Run run(settings, RunFolder{folder.path()}, state, batches, at::kCPU, console);
  train({settings.options, state, critic_input, *loss, run.steps()}, batches, run);
  std::vector<uint64_t> seeds;
  for (uint64_t i = 0; i < 64; ++i) seeds.push_back(i);
  return to_tensor(
             Sampler(state.average.generator(), settings.options.network, at::kCPU).of_seeds(seeds))
      .mean()
      .item<double>();
}

// White pictures, of which the critic sees some with a gray rectangle and a gray edge. If it sees
// the fakes in the same way, the generator has nothing to gain from gray; if they were shown to it
// as they are, it would paint rectangles and edges itself, as when the pictures have them.
TEST(DiffAugment, DoesNotLeakIntoWhatTheGeneratorMakes) {
  const CriticInput cut({}, {"translation", "cutout"});
  const double clean = generated_mean(set_of(std::vector<Image>(64, Image(16, 16, 1, 255))), cut);

  const Tensor seen = cut(at::ones({512, 1, 16, 16}), [](int64_t i) {
    return Random(0, Stream::kRealView, 0, 0, static_cast<uint64_t>(i));
  });
  const double gray = seen.mean().item<double>();
  const double leaking = generated_mean(set_of(to_images(seen)), CriticInput());

  EXPECT_LT(gray, 0.75) << "a fifth and more of what the critic sees is gray";
  EXPECT_GT(clean, 0.88);
  EXPECT_LT(leaking, 0.78);
}

}  // namespace
}  // namespace wgan
