#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>

#include <map>

#include "support.h"
#include "wgan/losses/losses.h"
#include "wgan/networks/list.h"
#include "wgan/networks/networks.h"
#include "wgan/optimizers/optimizers.h"
#include "wgan/options/flags.h"
#include "wgan/random/random.h"

namespace wgan {
namespace {

TEST(Dcgan, MakesExactlyTheSizeThatWasAskedFor) {
  for (const Size size :
       {Size{16, 16}, Size{17, 31}, Size{28, 28}, Size{32, 32}, Size{48, 48}, Size{68, 56},
        Size{56, 68}, Size{64, 64}, Size{96, 96}, Size{100, 100}, Size{128, 128}, Size{16, 200}}) {
    for (const int64_t kernel : {4, 5}) {
      for (const int64_t channels : {1, 3, 4}) {
        const Networks nets = make_networks({.features = 2,
                                             .latent = 5,
                                             .kernel = kernel,
                                             .critic_norm = channels == 3 ? "batch" : "none"},
                                            size, channels, 1);
        const Tensor images = nets.generator.forward(at::randn({2, 5}), {});
        EXPECT_EQ(images.sizes().vec(),
                  (std::vector<int64_t>{2, channels, size.height, size.width}))
            << size.width << "x" << size.height;
        EXPECT_EQ(nets.critic.forward(images, {}).sizes().vec(),
                  (std::vector<int64_t>{2, 1, 1, 1}));
        EXPECT_LE(images.abs().max().item<float>(), 1);
      }
    }
  }
}

TEST(Dcgan, HasTheParametersOfThePaperAt64) {
  // Radford 2015 with 64 features: sums of kernel x kernel x in x out, batch norms, and the biases
  // of layers without one.
  const Networks nets = make_networks({.critic_norm = "batch"}, {64, 64}, 3, 0);
  const int64_t k = 16;
  EXPECT_EQ(
      nets.generator.parameter_count(),
      k * (100 * 512 + 512 * 256 + 256 * 128 + 128 * 64 + 64 * 3) + 3 + 2 * (512 + 256 + 128 + 64));
  EXPECT_EQ(nets.critic.parameter_count(),
            k * (3 * 64 + 64 * 128 + 128 * 256 + 256 * 512 + 512) + 64 + 1 + 2 * (128 + 256 + 512));
}

TEST(Dcgan, EachWeightIsAStreamOfItsOwn) {
  const Networks nets = make_networks({.features = 8, .latent = 9}, {64, 64}, 3, 7, 2);
  for (const uint64_t which : {0, 1}) {
    uint64_t index = which << 32;
    for (const Parameter& p : (which ? nets.critic : nets.generator).parameters()) {
      Random random(7, Stream::kWeights, 2, 0, index++);
      if (p.norm || !p.name.ends_with(".weight")) continue;
      const float* value = p.tensor.data_ptr<float>();
      for (int64_t i = 0; i < p.tensor.numel(); ++i)
        ASSERT_EQ(value[i], p.deviation * random.normal()) << p.name << " " << i;
    }
  }
}

TEST(Dcgan, WeightsStartAsInThePaper) {
  const Networks nets = make_networks({.features = 16, .critic_norm = "batch"}, {64, 64}, 3, 7);
  for (const Network* network : {&nets.generator, &nets.critic}) {
    for (const Parameter& p : network->parameters()) {
      const double mean = p.tensor.mean().item<double>();
      const auto n = static_cast<double>(p.tensor.numel());
      if (p.name.ends_with(".bias")) {
        EXPECT_EQ(p.tensor.abs().max().item<float>(), 0) << p.name;
      } else {
        EXPECT_NEAR(mean, p.norm ? 1 : 0, 0.1 / std::sqrt(n)) << p.name;
        EXPECT_NEAR(p.tensor.std().item<double>(), 0.02, 0.1 / std::sqrt(n)) << p.name;
      }
    }
  }
}

TEST(Dcgan, WeightsAreAFunctionOfTheSeedAndTheAttempt) {
  const auto first = [](uint64_t seed, uint64_t attempt) {
    return make_networks({.features = 2}, {16, 16}, 3, seed, attempt).critic.parameters()[0].tensor;
  };
  EXPECT_TRUE(first(1, 0).equal(first(1, 0)));
  EXPECT_FALSE(first(1, 0).equal(first(2, 0)));
  EXPECT_FALSE(first(1, 0).equal(first(1, 1)));
}

TEST(Dcgan, ACriticWithoutNormHasNone) {
  const Networks nets = make_networks({.features = 2, .critic_norm = "none"}, {32, 32}, 3, 0);
  for (const Parameter& p : nets.critic.parameters()) EXPECT_FALSE(p.norm) << p.name;
  EXPECT_TRUE(nets.critic.buffers().empty());
}

TEST(Networks, EveryChoiceOfAFlagCanBeMade) {
  TrainOptions options;
  const Flags flags = train_flags(options);
  EXPECT_EQ(
      find_flag(flags, "arch", "test").choices,
      (std::vector<std::string>{"dcgan", "pokemon", "anime", "mlp", "plain", "resnet", "modern"}));
  for (const std::string& arch : find_flag(flags, "arch", "test").choices)
    EXPECT_GT(make_networks({.arch = arch, .features = 2, .mlp_width = 8}, {32, 32}, 3, 0)
                  .critic.parameter_count(),
              0)
        << arch;
  EXPECT_EQ(find_flag(flags, "optimizer", "test").choices,
            (std::vector<std::string>{"adam", "adamw", "rmsprop", "sgd"}));
  const Network network = std::move(make_networks({.features = 2}, {16, 16}, 3, 0).critic);
  for (const std::string& name : find_flag(flags, "optimizer", "test").choices)
    EXPECT_FALSE(make_optimizer({.name = name}, network.parameters())->state().empty()) << name;
}

TEST(Networks, AnUnknownNameIsAnError) {
  expect_error(ExitCode::kModel, "there is no architecture 'unet'; this wgan has dcgan, pokemon, ",
               [] {
                 make_networks({.arch = "unet"}, {32, 32}, 3, 0);
               });
  expect_error(ExitCode::kUsage, "there is no optimizer 'lion'; this wgan has adam, adamw, rmsprop",
               [] { make_optimizer({.name = "lion"}, {}); });
  expect_error(ExitCode::kUsage, "there is no loss 'emd'; this wgan has gan, ls, hinge, clip, gp, ",
               [] { make_loss({.name = "emd"}); });
}

TEST(Dcgan, DescribesItsLayers) {
  const Networks nets = make_networks({.features = 4, .latent = 10}, {68, 56}, 3, 0);
  const auto layers = nets.generator.describe({10});
  EXPECT_EQ(layers.front().output, (std::vector<int64_t>{16, 7, 9}))
      << "height first: 56 halves to 7, 68 to 9";
  EXPECT_EQ(layers.back().output, (std::vector<int64_t>{3, 56, 68}));
  int64_t total = 0;
  for (const LayerInfo& layer : layers) total += layer.parameters;
  EXPECT_EQ(total, nets.generator.parameter_count());
}

TEST(Networks, BlankOnesHaveTheSameTensorsWithoutTheirBytes) {
  const NetworkOptions o{.features = 4, .latent = 10};
  const NamedTensors real = make_networks(o, {64, 64}, 3, 0).critic.state(),
                     blank = meta_networks(o, {64, 64}, 3).critic.state();
  ASSERT_EQ(blank.size(), real.size());
  for (size_t i = 0; i < real.size(); ++i) {
    EXPECT_EQ(blank[i].first, real[i].first);
    EXPECT_EQ(blank[i].second.sizes(), real[i].second.sizes()) << real[i].first;
    EXPECT_TRUE(blank[i].second.is_meta()) << real[i].first;
    EXPECT_TRUE(real[i].second.is_cpu()) << real[i].first;
  }
  EXPECT_TRUE(make_generator(o, {64, 64}, 3).state().front().second.is_cpu());
}

TEST(Networks, ADescriptionHasTheShapesOfAPass) {
  const auto expect_same = [](const NetworkOptions& o) {
    const Networks nets = make_networks(o, {64, 64}, 3, 0), blank = meta_networks(o, {64, 64}, 3);
    const auto expect_shapes = [&](const Network& described, const Network& network,
                                   const std::vector<int64_t>& input, const Tensor& x) {
      std::map<std::string, std::vector<int64_t>> seen;
      const LayerObserver observer = [&](const std::string& layer, const Tensor& y) {
        seen[layer] = y.sizes().slice(1).vec();
      };
      network.forward(x,
                      {.labels = at::zeros({2}, at::kLong), .momentum = {}, .observer = &observer});
      for (const LayerInfo& layer : described.describe(input))
        EXPECT_EQ(layer.output, seen[layer.name]) << o.arch << ": " << layer.name;
    };
    expect_shapes(blank.generator, nets.generator, {o.latent}, at::ones({2, o.latent}));
    expect_shapes(blank.critic, nets.critic, {3, 64, 64}, at::ones({2, 3, 64, 64}));
  };
  for (const std::string& arch : ArchitectureList::names()) {
    for (const char* up : {"transpose", "resize"}) {
      for (const bool conditional : {false, true}) {
        NetworkOptions o{
            .arch = arch, .features = 2, .latent = 6, .up = up, .critic_norm = "layer"};
        o.conditional = conditional, o.classes = 3;
        o.minibatch = conditional ? "none" : "discrimination";
        expect_same(o);
      }
    }
  }
}

TEST(Dcgan, KeepsTheOutputsOfLayersWithWeightsAndMapsThatItRepeats) {
  const auto kept = [](const char* up, Size size) {
    const Networks nets =
        make_networks({.features = 2, .latent = 3, .up = up, .generator_norm = "none"}, size, 1, 0);
    int64_t numbers = 0;
    for (const LayerInfo& layer : nets.generator.describe({3})) numbers += layer.kept;
    return numbers;
  };
  // 4 maps of 4x4, 2 of 8x8, 1 of 16x16. Maps that are doubled exactly are not repeated.
  EXPECT_EQ(kept("transpose", {16, 16}), 4 * 16 + 2 * 64 + 256);
  EXPECT_EQ(kept("resize", {16, 16}), 4 * 16 + 2 * 64 + 256);
  // 15x16: before the last convolution its input at the size of its output.
  EXPECT_EQ(kept("resize", {16, 15}), 4 * 16 + 2 * 64 + 240 + 2 * 240);
}

}  // namespace
}  // namespace wgan
