#include "wgan/sampling/directions.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>

#include <cmath>

#include "support.h"

namespace wgan {
namespace {

const NetworkOptions kOptions{.features = 8, .latent = 5};

Tensor pictures_of(const Network& generator, const Tensor& z) {
  return generator.forward(z, {.training = false, .momentum = {}}).flatten(1).to(at::kDouble);
}

/// E J'J at the latents of some seeds by central differences, whose error is of the second order.
Tensor second_moment(const Network& generator, const LatentLaw& law, uint64_t samples) {
  constexpr double kStep = 0.02;
  Tensor sum = at::zeros({law.length, law.length}, at::kDouble);
  for (uint64_t seed = 0; seed < samples; ++seed) {
    const Tensor z = latents_of_seeds({seed}, law), steps = at::eye(law.length) * kStep;
    const Tensor jacobian =
        (pictures_of(generator, z + steps) - pictures_of(generator, z - steps)) / (2 * kStep);
    sum += jacobian.mm(jacobian.t());
  }
  return sum;
}

TEST(Directions, AreTheEigenvectorsOfWhatPicturesChangeBy) {
  const Networks nets = make_networks(kOptions, {16, 16}, 3, 1);
  for (const char* name : {"normal", "uniform"}) {
    const LatentLaw law{name, 5};
    const LatentDirections found = latent_directions(nets.generator, law, {}, 6, at::kCPU);
    const Tensor moment = second_moment(nets.generator, law, 6);
    const double all = moment.diagonal().sum().item<double>();
    EXPECT_NEAR(found.shares.sum().item<double>(), 1, 1e-12);
    EXPECT_TRUE(at::allclose(found.vectors.mm(found.vectors.t()), at::eye(5, at::kDouble), 0, 1e-9))
        << "unit vectors, each at right angles to the others";
    for (int64_t i = 0; i < 5; ++i) {
      const Tensor v = found.vectors[i].unsqueeze(0);
      // The differences of the program have an error of the first order, 1 % of a deviation.
      EXPECT_NEAR(v.mm(moment).mm(v.t()).item<double>() / all, found.shares[i].item<double>(), 0.01)
          << name << ", direction " << i;
      if (i > 0) {
        EXPECT_LE(found.shares[i].item<double>(), found.shares[i - 1].item<double>());
      }
    }
  }
}

TEST(Directions, OfAClassAreItsOwn) {
  NetworkOptions options = kOptions;
  options.conditional = true, options.classes = 2;
  const Networks nets = make_networks(options, {16, 16}, 1, 1);
  const auto of = [&](int64_t label) {
    return latent_directions(nets.generator, {"normal", 5}, at::full({1}, label, at::kLong), 4,
                             at::kCPU)
        .shares;
  };
  EXPECT_TRUE(of(0).equal(of(0)));
  EXPECT_FALSE(of(0).equal(of(1)));
}

TEST(Directions, CountTheirPoints) {
  const Networks nets = make_networks(kOptions, {16, 16}, 1, 1);
  std::vector<int64_t> told;
  latent_directions(nets.generator, {"normal", 5}, {}, 3, at::kCPU,
                    [&](int64_t done) { told.push_back(done); });
  EXPECT_EQ(told, (std::vector<int64_t>{1, 2, 3}));
}

}  // namespace
}  // namespace wgan
