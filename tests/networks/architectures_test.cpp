#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <map>

#include "networks/arch_options.h"
#include "support.h"
#include "wgan/networks/list.h"
#include "wgan/networks/networks.h"

namespace wgan {
namespace {

int64_t count(const std::vector<LayerInfo>& layers, const std::string& name) {
  for (const LayerInfo& layer : layers) {
    if (layer.name == name) return layer.parameters;
  }
  ADD_FAILURE() << "there is no layer " << name;
  return 0;
}

TEST(Pokemon, HasTheParametersOfTheArticlesTables) {
  NetworkOptions o = options_of("pokemon");
  o.critic_norm = "batch";
  const Networks nets = make_networks(o, {128, 128}, 3, 0);
  EXPECT_EQ(nets.critic.parameter_count(), 270'849);
  EXPECT_EQ(nets.generator.parameter_count(), 1'511'811);
  const auto critic = nets.critic.describe({3, 128, 128});
  EXPECT_EQ(count(critic, "conv1"), 5 * 5 * 3 * 16 + 16);
  EXPECT_EQ(count(critic, "conv4"), 5 * 5 * 64 * 128 + 128);
  EXPECT_EQ(count(critic, "score"), 129);
  EXPECT_EQ(critic.back().output, (std::vector<int64_t>{1, 8, 8}));
  EXPECT_EQ(critic.back().receptive, 61) << "1 + 4 (1 + 2 + 4 + 8)";
  const auto generator = nets.generator.describe({100});
  EXPECT_EQ(generator.front().output, (std::vector<int64_t>{256, 4, 4}));
  EXPECT_EQ(count(generator, "norm5"), 2 * 4096) << "over the features of the dense layer";
}

TEST(Pokemon, CountsBatchNormAsKerasDoes) {
  NetworkOptions o = options_of("pokemon");
  const Networks nets = make_networks(o, {32, 32}, 3, 0);
  const Tensor z = at::randn({16, 100});
  nets.generator.forward(z, {});
  for (const Parameter& b : nets.generator.buffers()) {
    if (b.name != "norm1.running_mean") continue;
    // Keras' momentum 0.8: a fifth of the new mean after the first batch.
    const Tensor after = b.tensor.clone();
    nets.generator.forward(z, {.labels = {}, .momentum = 1.0});
    EXPECT_TRUE((after - b.tensor * 0.2).abs().max().item<float>() < 1e-6);
    return;
  }
  FAIL();
}

TEST(Pokemon, BeginsAsKerasDoesIfAsked) {
  NetworkOptions o = options_of("pokemon");
  o.critic_norm = "batch";
  o.init = "glorot";
  const Networks nets = make_networks(o, {128, 128}, 3, 5);
  // Weights of each layer: inputs, outputs and pixels of a kernel, and the root of
  // 6 / ((inputs + outputs) pixels).
  const std::map<std::string, double> bounds{
      {"dense5.weight", 0.0378148},   // 100 and 4,096: 6 / 4,196
      {"conv4.weight", 0.0250000},    // 256, 128 and 25: 6 / 9,600
      {"picture.weight", 0.1123903},  // 16, 3 and 25: 6 / 475
  };
  const auto expect = [](const Parameter& p, double bound) {
    const auto n = static_cast<double>(p.tensor.numel());
    const double largest = p.tensor.abs().max().item<double>();
    EXPECT_LE(largest, bound * 1.000001) << p.name;
    // Of n numbers uniform in [0, 1), the largest is below 1 - 10 / n once in 20,000 times.
    EXPECT_GT(largest, bound * (1 - 10 / n)) << p.name;
    // The mean of x^2 is a third of the bound's square, its deviation 0.298 of that / sqrt(n).
    EXPECT_NEAR(p.tensor.square().mean().item<double>() / (bound * bound), 1.0 / 3,
                4 * 0.298 / std::sqrt(n))
        << p.name;
    EXPECT_NEAR(p.tensor.mean().item<double>() / bound, 0, 4 * 0.577 / std::sqrt(n)) << p.name;
  };
  size_t seen = 0;
  for (const Parameter& p : nets.generator.parameters()) {
    if (bounds.contains(p.name)) {
      ++seen, expect(p, bounds.at(p.name));
    } else if (p.name.ends_with(".bias")) {
      EXPECT_EQ(p.tensor.abs().max().item<float>(), 0) << p.name;
    } else if (p.norm) {
      EXPECT_EQ((p.tensor - 1).abs().max().item<float>(), 0) << p.name;
    }
  }
  EXPECT_EQ(seen, bounds.size());
  expect(nets.critic.parameters().front(), 0.1123903);  // conv1: 3, 16 and 25, as the picture
}

TEST(Anime, HasTheShapesOfTheArticlesCode) {
  NetworkOptions o = options_of("anime");
  o.critic_norm = "batch";
  const Networks nets = make_networks(o, {64, 64}, 3, 0);
  const auto generator = nets.generator.describe({100});
  EXPECT_EQ(generator.front().output, (std::vector<int64_t>{512, 4, 4}));
  EXPECT_EQ(count(generator, generator.front().name), 100 * 8192) << "no bias before a norm";
  EXPECT_EQ(count(generator, "norm4"), 2 * 8192);
  const auto critic = nets.critic.describe({3, 64, 64});
  for (const char* norm : {"norm1", "norm2", "norm3", "norm4"}) EXPECT_GT(count(critic, norm), 0);
  EXPECT_EQ(count(critic, "score"), 512 * 4 * 4 + 1);
}

TEST(Mlp, HasTheLayersThatAreAskedFor) {
  const Networks nets = make_networks(options_of("mlp"), {28, 28}, 1, 0);
  // Four layers: 100-512-512-512-784.
  EXPECT_EQ(nets.generator.parameter_count(),
            100 * 512 + 512 + 2 * (512 * 512 + 512) + 512 * 784 + 784);
  EXPECT_EQ(nets.critic.parameter_count(), 784 * 512 + 512 + 2 * (512 * 512 + 512) + 513);
}

// Gulrajani 2017, appendix F, table "CIFAR-10 ResNet": 128 maps throughout, z of 128.
TEST(Resnet, HasTheParametersOfThePapersCifarNetworks) {
  NetworkOptions o = options_of("resnet");
  o.latent = 128;
  const Networks nets = make_networks(o, {32, 32}, 3, 0);
  const int64_t conv = 9 * 128 * 128 + 128, skip = 128 * 128 + 128;
  EXPECT_EQ(nets.generator.parameter_count(),
            128 * 2048 + 2048 + 3 * (2 * 256 + 2 * conv + skip) + 256 + 9 * 128 * 3 + 3);
  EXPECT_EQ(nets.critic.parameter_count(),
            (9 * 3 * 128 + 128) + conv + (3 * 128 + 128) + (2 * conv + skip) + 2 * 2 * conv + 129);
}

TEST(Resnet, IsWidestWherePicturesOf64PixelsAreSmallest) {
  NetworkOptions o = options_of("resnet");
  o.features = 8;
  const Networks nets = make_networks(o, {64, 64}, 3, 0);
  std::vector<int64_t> widths;
  for (const LayerInfo& layer : nets.critic.describe({3, 64, 64}))
    widths.push_back(layer.output.front());
  EXPECT_EQ(widths, (std::vector<int64_t>{8, 16, 32, 64, 64, 1}));
}

TEST(Modern, BeginsWithBlocksThatPassTheirInputOn) {
  NetworkOptions o = options_of("modern");
  o.features = 8;
  const Networks nets = make_networks(o, {32, 32}, 3, 0);
  int64_t blocks = 0;
  for (const Parameter& p : nets.generator.parameters()) {
    if (!p.name.starts_with("block")) continue;
    const double mean_square = p.tensor.square().mean().item<double>();
    if (p.name.ends_with("conv3.weight")) {
      ++blocks;
      EXPECT_EQ(mean_square, 0) << p.name;
    } else if (p.name == "block3.1.conv1.weight") {
      // 32 to 64 channels in one of 8 blocks: 2 / 32 / sqrt(8), from 2,048 numbers.
      EXPECT_NEAR(mean_square, 2.0 / 32 / std::sqrt(8), 4 * std::sqrt(2.0 / 2048) * 0.0221);
    }
  }
  EXPECT_EQ(blocks, 8) << "two for each of 32, 16, 8 and 4 pixels";
}

TEST(Plain, HasNoNormsAndDoublesItsWidth) {
  NetworkOptions o = options_of("plain");
  o.features = 8, o.latent = 10;
  const Networks nets = make_networks(o, {32, 32}, 3, 0);
  EXPECT_TRUE(nets.generator.buffers().empty());
  // 4, 8, 16 and 32 channels at 32, 16, 8 and 4 pixels.
  EXPECT_EQ(nets.critic.parameter_count(),
            9 * (3 * 4 + 4 * 8 + 8 * 16 + 16 * 32) + 4 + 8 + 16 + 32 + 32 * 16 + 1);
  EXPECT_EQ(nets.generator.parameter_count(),
            10 * 32 + 32 * 16 + 9 * (32 * 16 + 16 * 8 + 8 * 4 + 4 * 3) + 16 + 8 + 4 + 3);
}

TEST(Architectures, TheTwoNetworksCanHaveDifferentOnes) {
  NetworkOptions o = options_of("dcgan");
  o.generator_arch = "mlp", o.features = 4, o.latent = 5, o.mlp_width = 8;
  const Networks nets = make_networks(o, {32, 32}, 3, 1);
  EXPECT_EQ(nets.generator.describe({5}).front().name, "dense1");
  EXPECT_EQ(nets.critic.describe({3, 32, 32}).front().name, "conv1");
}

TEST(Architectures, MakeExactlyTheSizeThatWasAskedFor) {
  for (const std::string& arch : ArchitectureList::names()) {
    for (const Size size : {Size{32, 32}, Size{33, 47}, Size{68, 56}, Size{96, 96}}) {
      for (const int64_t channels : {1, 3, 4}) {
        NetworkOptions o = options_of(arch);
        o.features = 2, o.latent = 5, o.mlp_width = 8;
        const Networks nets = make_networks(o, size, channels, 1);
        const Tensor images = nets.generator.forward(at::randn({2, 5}), {});
        EXPECT_EQ(images.sizes().vec(),
                  (std::vector<int64_t>{2, channels, size.height, size.width}))
            << arch << " " << size.width << "x" << size.height;
        EXPECT_EQ(nets.critic.forward(images, {}).size(1), 1) << arch;
      }
    }
  }
}

TEST(Architectures, TakeEveryNormUpAndActivation) {
  for (const std::string& arch : ArchitectureList::names()) {
    for (const char* norm : {"batch", "layer", "instance", "group", "virtual", "none"}) {
      for (const char* up : {"transpose", "resize"}) {
        for (const char* act : {"auto", "relu", "lrelu:0.3"}) {
          if (arch == "mlp" && norm == std::string("instance")) continue;
          NetworkOptions o = options_of(arch);
          o.features = 2, o.latent = 5, o.mlp_width = 8, o.up = up, o.act = act;
          o.critic_norm = o.generator_norm = norm;
          if (norm == std::string("group")) o.critic_norm = "spectral";
          Networks nets = make_networks(o, {64, 64}, 3, 1);
          if (nets.generator.needs_reference()) {
            nets.generator.set_reference(at::randn({3, 5}));
            nets.critic.set_reference(at::randn({3, 3, 64, 64}));
          }
          const Tensor images = nets.generator.forward(at::randn({2, 5}), {});
          EXPECT_EQ(images.size(2), 64) << arch << norm << up;
          EXPECT_TRUE(nets.critic.forward(images, {}).isfinite().all().item<bool>());
        }
      }
    }
  }
}

TEST(Architectures, ASizeThatCannotBeHalvedSaysSo) {
  NetworkOptions o = options_of("pokemon");
  expect_error(ExitCode::kUsage, "cannot be halved 5 times", [&] { check_networks(o, {16, 16}); });
  o.depth = 3;
  EXPECT_NO_THROW(check_networks(o, {16, 16}));
  NetworkOptions mlp = options_of("mlp");
  mlp.generator_norm = "instance";
  expect_error(ExitCode::kUsage, "instance norm needs maps", [&] {
    check_networks(mlp, {16, 16});
  });
}

/// Whether what the critic says of a picture depends on its batch.
bool depends_on_company(const NetworkOptions& options) {
  Networks nets = make_networks(options, {32, 32}, 3, 1);
  if (nets.critic.needs_reference()) nets.critic.set_reference(at::rand({4, 3, 32, 32}));
  const Tensor x = at::rand({6, 3, 32, 32});
  x.narrow(0, 2, 4).mul_(5);
  const Tensor alone = nets.critic.forward(x.narrow(0, 0, 2), {}).flatten(1).mean(1),
               among = nets.critic.forward(x, {}).flatten(1).mean(1).narrow(0, 0, 2);
  return (alone - among).abs().max().item<float>() > 1e-5;
}

TEST(Norms, OnlyBatchNormTiesSamplesTogether) {
  for (const char* norm : {"batch", "layer", "instance", "group", "virtual", "none"}) {
    NetworkOptions o = options_of("dcgan");
    o.features = 4, o.critic_norm = norm;
    EXPECT_EQ(depends_on_company(o), norm == std::string("batch")) << norm;
  }
  for (const char* minibatch : {"discrimination", "deviation"}) {
    NetworkOptions o = options_of("dcgan");
    o.features = 4, o.minibatch = minibatch;
    EXPECT_TRUE(depends_on_company(o)) << minibatch;
  }
}

TEST(Norms, VirtualNormMakesAGeneratorsPictureAFunctionOfItsZ) {
  NetworkOptions o = options_of("dcgan");
  o.features = 4, o.latent = 5, o.generator_norm = "virtual";
  Networks nets = make_networks(o, {32, 32}, 3, 1);
  nets.generator.set_reference(at::randn({4, 5}));
  const Tensor z = at::randn({6, 5});
  const Tensor alone = nets.generator.forward(z.narrow(0, 0, 1), {}),
               among = nets.generator.forward(z, {}).narrow(0, 0, 1);
  EXPECT_LT((alone - among).abs().max().item<float>(), 1e-5);
}

TEST(Conditional, AClassWeighsAsMuchAsZInTheGenerator) {
  NetworkOptions o = options_of("dcgan");
  o.conditional = true, o.class_input = "embedding", o.classes = 10, o.features = 4;
  const Networks nets = make_networks(o, {32, 32}, 3, 1);
  const auto deviation = [&](const std::string& name) {
    for (const Parameter& p : nets.generator.parameters()) {
      if (p.name == name) return p.tensor.std().item<double>();
    }
    ADD_FAILURE() << "there is no " << name;
    return 0.0;
  };
  EXPECT_NEAR(deviation("classes.weight"), 1, 0.1);
  EXPECT_NEAR(deviation("conv3.weight"), 0.02, 0.002);
}

TEST(Conditional, TheClassChangesThePictureAndTheScore) {
  for (const std::string& arch : ArchitectureList::names()) {
    for (const char* input : {"norm", "embedding"}) {
      // mlp has no norm; the norms of modern are in blocks that begin as the identity.
      if ((arch == "mlp" || arch == "modern") && input == std::string("norm")) continue;
      NetworkOptions o = options_of(arch);
      o.features = 4, o.latent = 6, o.mlp_width = 8;
      o.conditional = true, o.class_input = input, o.classes = 3;
      // Norms of classes begin alike except under this law.
      if (input == std::string("norm")) o.generator_norm = "batch", o.init = "normal";
      const Networks nets = make_networks(o, {32, 32}, 3, 1);
      const Tensor z = at::randn({1, 6}).expand({3, 6});
      const Tensor images = nets.generator.forward(
          z, {.labels = at::arange(3, at::kLong), .training = false, .momentum = {}});
      EXPECT_GT((images[0] - images[1]).abs().max().item<float>(), 0) << arch << input;
      const Tensor same = images.narrow(0, 0, 1).expand({3, 3, 32, 32});
      const Tensor scores =
          nets.critic.forward(same, {.labels = at::arange(3, at::kLong)}).flatten(1).mean(1);
      EXPECT_NE(scores[0].item<float>(), scores[1].item<float>()) << arch;
    }
  }
}

Tensor named(const Network& network, const std::string& name) {
  for (const Parameter& p : network.parameters()) {
    if (p.name == name) return p.tensor;
  }
  return {};
}

TEST(Conditional, ProjectionOfAWholeMapIsTheSumOverItsPixels) {
  NetworkOptions o = options_of("dcgan");
  o.features = 2, o.conditional = true, o.classes = 2;
  const Networks nets = make_networks(o, {16, 16}, 1, 3);
  const Tensor x = at::rand({2, 1, 16, 16}), labels = at::arange(2, at::kLong);
  const Tensor h = nets.critic.features(x, {.labels = labels});
  const Tensor weight = named(nets.critic, "score.weight"), bias = named(nets.critic, "score.bias"),
               v = named(nets.critic, "score.classes.weight");
  const Tensor expected = (h * weight).sum({1, 2, 3}) + (h.sum({2, 3}) * v).sum(1) + bias;
  EXPECT_LT(
      (nets.critic.forward(x, {.labels = labels}).flatten() - expected).abs().max().item<float>(),
      1e-6);
}

TEST(Conditional, ProjectionAddsTheInnerProductOfMiyatosEquation) {
  NetworkOptions o = options_of("mlp");
  o.mlp_layers = 2, o.mlp_width = 4, o.conditional = true, o.classes = 2;
  const Networks nets = make_networks(o, {16, 16}, 1, 3);
  const Tensor x = at::rand({2, 1, 16, 16}), labels = at::arange(2, at::kLong);
  const Tensor h = nets.critic.features(x, {.labels = labels});
  const Tensor weight = named(nets.critic, "score.weight"), bias = named(nets.critic, "score.bias"),
               v = named(nets.critic, "score.classes.weight");
  const Tensor expected = (h * (weight + v)).sum(1) + bias;
  EXPECT_LT(
      (nets.critic.forward(x, {.labels = labels}).flatten() - expected).abs().max().item<float>(),
      1e-6);
}

}  // namespace
}  // namespace wgan
