#include "wgan/sampling/sampling.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/dot.h>
#include <ATen/ops/tensor.h>

#include "support.h"

namespace wgan {
namespace {

const NetworkOptions kOptions{.features = 8, .latent = 6};

TEST(Sampling, ASeedIsTheSamePictureInAnyCompany) {
  const Networks nets = make_networks(kOptions, {32, 32}, 3, 1);
  std::vector<uint64_t> many(40);
  for (uint64_t i = 0; i < many.size(); ++i) many[i] = i;
  const auto all = Sampler(nets.generator, kOptions, at::kCPU).of_seeds(many);
  EXPECT_NE(all[5], all[6]);
  EXPECT_EQ(Sampler(nets.generator, kOptions, at::kCPU).of_seeds({5})[0], all[5]);
  const auto others = Sampler(nets.generator, kOptions, at::kCPU).of_seeds({39, 17, 5, 17});
  EXPECT_EQ(others, (std::vector<Image>{all[39], all[17], all[5], all[17]}));
}

TEST(Sampling, LargeSeedsWork) {
  const Networks nets = make_networks(kOptions, {16, 16}, 1, 1);
  EXPECT_EQ(Sampler(nets.generator, kOptions, at::kCPU).of_seeds({UINT64_MAX, 0}).size(), 2u);
}

TEST(Latents, AreAFunctionOfEachSeed) {
  for (const std::string& law : latent_laws()) {
    const Tensor z = latents_of_seeds({5, 6, 5}, {law, 8});
    EXPECT_TRUE(z[0].equal(z[2]));
    EXPECT_FALSE(z[0].equal(z[1]));
    EXPECT_TRUE(latents_of_seeds({6}, {law, 8})[0].equal(z[1]));
  }
}

TEST(Latents, HaveTheMomentsOfTheirLaw) {
  std::vector<uint64_t> seeds(2000);
  for (size_t i = 0; i < seeds.size(); ++i) seeds[i] = i;
  for (const auto& [law, variance] :
       {std::pair{"normal", 1.0}, {"uniform", 1.0 / 3}, {"sphere", 1.0}}) {
    const Tensor z = latents_of_seeds(seeds, {law, 10});
    EXPECT_NEAR(z.mean().item<double>(), 0, 0.03) << law;
    EXPECT_NEAR(z.square().mean().item<double>(), variance, 0.03) << law;
  }
  const Tensor z = latents_of_seeds(seeds, {"sphere", 10});
  EXPECT_NEAR(z.square().sum(1).min().item<double>(), 10, 1e-4);
  EXPECT_LT(latents_of_seeds(seeds, {"uniform", 10}).abs().max().item<double>(), 1.0001);
}

TEST(Latents, WithinALimitFollowTheTruncatedLaw) {
  // 1 deviation has 0.6827 of the normal distribution within it, of which the limit of 1 keeps
  // 0.6827 of 0.6827 = 0.4661; that share lies within 0.6220 deviations.
  const Tensor z = at::tensor({0.0F, 1.0F, -1.0F, 9.0F});
  const Tensor kept = within(z, {"normal", 4}, 1);
  EXPECT_EQ(kept[0].item<float>(), 0);
  EXPECT_NEAR(kept[1].item<double>(), 0.6220, 1e-4);
  EXPECT_NEAR(kept[2].item<double>(), -0.6220, 1e-4);
  EXPECT_NEAR(kept[3].item<double>(), 1, 1e-4) << "what is far off comes to the limit";
  EXPECT_TRUE(within(z, {"uniform", 4}, 0.5).equal(z * 0.5));
}

TEST(Sampling, AConditionalSampleIsOfTheClassOfItsSeedOrTheOneThatIsNamed) {
  NetworkOptions o = kOptions;
  o.conditional = true, o.classes = 4;
  const Networks nets = make_networks(o, {16, 16}, 3, 1);
  const Sampler sampler(nets.generator, o, at::kCPU);
  const Tensor own = sampler.labels_of_seeds({0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  EXPECT_GT(own.max().item<int64_t>(), own.min().item<int64_t>());
  EXPECT_EQ(sampler.of_seeds({3}), sampler.of_seeds({3}, own[3].item<int64_t>()));
  EXPECT_NE(sampler.of_seeds({3}, 0), sampler.of_seeds({3}, 1));
}

TEST(Between, GoesThroughThePointsOfPaperAndRuler) {
  const Tensor a = at::tensor({2.0, 0.0}), b = at::tensor({0.0, 2.0});
  EXPECT_TRUE(between("slerp", a, b, 0).equal(a));
  EXPECT_TRUE(between("slerp", a, b, 1).equal(b));
  const Tensor arc = between("slerp", a, b, 0.5), chord = between("lerp", a, b, 0.5);
  EXPECT_NEAR(arc[0].item<double>(), std::sqrt(2), 1e-6);
  EXPECT_NEAR(arc[1].item<double>(), std::sqrt(2), 1e-6);
  EXPECT_NEAR(chord[0].item<double>(), 1, 1e-6);
  // A third of a right angle, with the length half way from 2 to 5 at a third: 3.
  const Tensor third = between("slerp", a, b * 2.5, 1.0 / 3);
  EXPECT_NEAR(third[0].item<double>(), 3 * std::cos(M_PI / 6), 1e-6);
  EXPECT_NEAR(third[1].item<double>(), 3 * std::sin(M_PI / 6), 1e-6);
}

TEST(Between, PointsWithoutAnArcOfTheirOwnGoStraight) {
  const Tensor a = at::tensor({1.0, 2.0});
  EXPECT_NEAR(between("slerp", a, a * 3, 0.5)[1].item<double>(), 4, 1e-6);
  EXPECT_NEAR(between("slerp", a, a * 0, 0.5)[1].item<double>(), 1, 1e-6);
  EXPECT_NEAR(between("slerp", a, -a, 0.25)[1].item<double>(), 1, 1e-6);
}

}  // namespace
}  // namespace wgan
