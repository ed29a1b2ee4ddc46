#include "wgan/sampling/projection.h"

#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>

#include "support.h"

namespace wgan {
namespace {

const NetworkOptions kOptions{.features = 8, .latent = 6};

struct Searched : testing::Test {
  Networks nets = make_networks(kOptions, {16, 16}, 3, 1);
  Tensor picture_of(const Tensor& z) const {
    return nets.generator.forward(z, {.training = false, .momentum = {}});
  }
  Projection find(const LatentLaw& law, const Tensor& target, const ProjectionOptions& o) const {
    return project(nets.generator, law, {}, target, o, at::kCPU);
  }
};

TEST_F(Searched, AStartThatIsTheAnswerStaysIt) {
  const LatentLaw law{"normal", 6};
  const Tensor z = latents_of_seeds({3}, law);
  // Seeds 2, 3 and 4 start; the middle one is the picture's own.
  const Projection found =
      find(law, picture_of(z), {.starts = 3, .steps = 5, .rate = 0.05, .seed = 2});
  EXPECT_NEAR(found.error, 0, 1e-3);
  EXPECT_LT((found.z - z[0]).abs().max().item<double>(), 1e-6);
  ASSERT_EQ(found.all.size(), 3U);
  EXPECT_EQ(found.error, *std::min_element(found.all.begin(), found.all.end()));
  EXPECT_EQ(found.label, -1);
}

TEST_F(Searched, TheErrorIsTheRootMeanSquareInLevels) {
  const LatentLaw law{"normal", 6};
  const Tensor target = picture_of(latents_of_seeds({40}, law));
  const Projection found = find(law, target, {.starts = 2, .steps = 30});
  const double mean_square =
      (picture_of(found.z.unsqueeze(0)) - target).square().mean().item<double>();
  EXPECT_NEAR(found.error, 127.5 * std::sqrt(mean_square), 0.01);
}

TEST_F(Searched, MoreStepsComeNearerAndStayWhereTheLawHasThem) {
  for (const std::string& name : latent_laws()) {
    const LatentLaw law{name, 6};
    const Tensor target = picture_of(latents_of_seeds({40}, law));
    const auto after = [&](int64_t steps) {
      return find(law, target, {.starts = 3, .steps = steps});
    };
    const Projection start = after(1), end = after(150);
    EXPECT_LT(end.error, 0.5 * start.error) << name;
    const double norm = end.z.norm().item<double>(), usual = std::sqrt(6.0);
    if (name == "uniform") EXPECT_LE(end.z.abs().max().item<double>(), 1);
    else if (name == "sphere") EXPECT_NEAR(norm, usual, 1e-5);
    else EXPECT_LE(norm, 1.25 * usual + 1e-5);
  }
}

TEST_F(Searched, APictureOutOfReachLeavesZWithinItsLaw) {
  const LatentLaw law{"normal", 6};
  const Tensor target = picture_of(latents_of_seeds({1}, law)).fill_(1);
  const Projection found = find(law, target, {.starts = 2, .steps = 100, .rate = 0.5});
  EXPECT_LE(found.z.norm().item<double>(), 1.25 * std::sqrt(6.0) + 1e-5);
  EXPECT_GT(found.error, 1);
}

}  // namespace
}  // namespace wgan
