#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/randn.h>

#include "support.h"
#include "wgan/training/train.h"

namespace wgan {
namespace {

const NetworkOptions kOptions{.features = 2, .latent = 8};

Network fresh() { return make_generator(kOptions, {16, 16}, 3); }
Network with_weights(uint64_t seed) {
  return std::move(make_networks(kOptions, {16, 16}, 3, seed).generator);
}

TEST(MovingAverage, KeepsTheShareThatItIsTold) {
  const Network newest = with_weights(1);
  const auto after = [&](double decay) {
    MovingAverage average(fresh());
    const at::NoGradGuard no_grad;
    average.generator().parameters()[0].tensor.fill_(3);
    average.update(newest, decay);
    return average.generator().parameters()[0].tensor.detach()[0][0][0][0].item<double>();
  };
  const double w = newest.parameters()[0].tensor.detach()[0][0][0][0].item<double>();
  EXPECT_EQ(after(0), w);
  EXPECT_NEAR(after(0.1), 0.1 * 3 + 0.9 * w, 1e-6);
  EXPECT_NEAR(after(0.999), 0.999 * 3 + 0.001 * w, 1e-6);
}

/// Root of the mean squared difference between what the stored statistics give and what the batch's
/// own give.
double mismatch(const Network& generator) {
  const at::NoGradGuard no_grad;
  const Tensor z = at::randn({512, 8});
  const Tensor stored = generator.forward(z, {.labels = {}, .training = false});
  const Tensor own = generator.forward(z, {.labels = {}, .training = true, .momentum = 0});
  return (stored - own).square().mean().sqrt().item<double>();
}

TEST(MovingAverage, MeasuredStatisticsFitTheAveragedWeightsAndCopiedOnesDoNot) {
  // The average of two generators: its activations are those of neither.
  const Network first = with_weights(1), second = with_weights(2);
  MovingAverage average(fresh());
  average.update(first, 0);
  average.update(second, 0.5);
  {
    const at::NoGradGuard no_grad;
    for (int i = 0; i < 50; ++i)
      second.forward(at::randn({64, 8}), {});  // the newest generator's own running statistics
    for (size_t i = 0; i < second.buffers().size(); ++i)
      average.generator().buffers()[i].tensor.copy_(second.buffers()[i].tensor);
  }
  const double copied = mismatch(average.generator());
  average.calibrate(0, {.latent = 8});
  const double measured = mismatch(average.generator());
  EXPECT_LT(measured, 0.05);
  EXPECT_LT(measured, copied / 3);
}

TEST(MovingAverage, MeasuringIsAFunctionOfWeightsAndSeed) {
  const auto measured = [&](uint64_t seed) {
    MovingAverage average(fresh());
    average.update(with_weights(3), 0);
    average.calibrate(seed, {.latent = 8});
    return average.generator().buffers()[0].tensor.clone();
  };
  EXPECT_TRUE(measured(1).equal(measured(1)));
  EXPECT_FALSE(measured(1).equal(measured(2)));
}

}  // namespace
}  // namespace wgan
