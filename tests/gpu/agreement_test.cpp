// The same first step on the processor and on a GPU. Skipped where there is none; scripts/gpu-check
// runs it where there is.

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <torch/csrc/autograd/autograd.h>

#include "support.h"
#include "training/update_random.h"
#include "wgan/base/error.h"
#include "wgan/device/device.h"
#include "wgan/options/settings.h"
#include "wgan/sampling/sampling.h"
#include "wgan/training/train.h"

namespace wgan {
namespace {

/// Losses and gradients of the first critic and the first generator update.
TensorList first_step(const TrainOptions& o, const PictureSet& pictures, Device device) {
  TrainingState state(o, device);
  const auto loss = make_loss(o.loss);
  Batches batches(pictures, {.batch = o.batch}, device);
  const Batch real = batches.next();
  const UpdateRandom draws(o.seed, {}, 0, device);
  const NetworkCritic critic(state.nets.critic);
  const auto generated = [&](Stream stream) {
    return Batch{state.nets.generator.forward(draws.latent(stream, o.batch, law_of(o.network)),
                                              {.labels = real.labels}),
                 real.labels};
  };
  TensorList results;
  const auto add = [&](const Network& network, const Tensor& total) {
    TensorList weights;
    for (const Parameter& p : network.parameters()) weights.push_back(p.tensor);
    results.push_back(total.detach());
    for (const Tensor& gradient : torch::autograd::grad({total}, weights))
      results.push_back(gradient);
  };
  Batch fake = generated(Stream::kCriticLatent);
  fake.images = fake.images.detach();
  add(state.nets.critic, loss->critic(critic, real, fake, draws).total);
  add(state.nets.generator,
      loss->generator(critic, real, generated(Stream::kGeneratorLatent)).total);
  for (Tensor& result : results) result = result.to(at::kCPU, at::kDouble);
  return results;
}

class Gpu : public testing::TestWithParam<const char*> {};

TEST_P(Gpu, AgreesWithTheProcessorOnTheFirstStep) {
  Device gpu(at::kCPU);
  try {
    gpu = choose_device("cuda");
  } catch (const Error& error) {
    GTEST_SKIP() << error.what();
  }
  at::globalContext().setAllowTF32CuBLAS(false);
  at::globalContext().setAllowTF32CuDNN(false);
  const TrainOptions o = settle({{"data", "none", "test"},
                                 {"loss", GetParam(), "test"},
                                 {"features", "16", "test"},
                                 {"size", "64", "test"},
                                 {"channels", "3", "test"},
                                 {"batch", "32", "test"}},
                                "/nowhere")
                             .options;
  const auto source = open_source({.paths = {"demo"}}, o.data.size);
  const PictureSet pictures = load(*source, preparation(o.data), {.threads = 4});
  const TensorList there = first_step(o, pictures, gpu), here = first_step(o, pictures, at::kCPU);
  for (size_t i = 0; i < here.size(); ++i) {
    const double scale = std::max(1e-6, here[i].norm().item<double>());
    EXPECT_LT((there[i] - here[i]).norm().item<double>() / scale, 1e-3)
        << GetParam() << ", tensor " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Losses, Gpu, testing::Values("gan", "clip", "gp"));

}  // namespace
}  // namespace wgan
