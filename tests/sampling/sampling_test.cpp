#include "wgan/sampling.h"

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
  const auto all = pictures_of_seeds(nets.generator, 6, many, at::kCPU);
  EXPECT_NE(all[5], all[6]);
  EXPECT_EQ(pictures_of_seeds(nets.generator, 6, {5}, at::kCPU)[0], all[5]);
  const auto others = pictures_of_seeds(nets.generator, 6, {39, 17, 5, 17}, at::kCPU);
  EXPECT_EQ(others, (std::vector<Image>{all[39], all[17], all[5], all[17]}));
}

TEST(Sampling, LargeSeedsWork) {
  const Networks nets = make_networks(kOptions, {16, 16}, 1, 1);
  EXPECT_EQ(pictures_of_seeds(nets.generator, 6, {UINT64_MAX, 0}, at::kCPU).size(), 2u);
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
