#include "wgan/features/features.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>

#include <limits>

#include "features/weights.h"
#include "support.h"

namespace wgan {
namespace {

/// Finds the mean of each channel, and what it was given last.
class Means : public FeatureNetwork {
 public:
  explicit Means(double added = 0) : added_(added) {}
  Features find(const Tensor& images) const override {
    return {images.mean({2, 3}) + added_, Tensor()};
  }

 private:
  double added_;
};

Features means_of(const Pictures& pictures, double added = 0) {
  return features_of({"means", "", std::make_unique<Means>(added)}, pictures, {});
}

TEST(Features, GreyCountsAsRgbAndWhiteIsUnderTransparentPictures) {
  const Pictures grey = at::full({3, 4, 4, 1}, 100, at::kByte);
  EXPECT_TRUE(means_of(grey).values.equal(at::full({3, 3}, 100.0F)));
  Pictures clear = at::full({1, 4, 4, 4}, 100, at::kByte);
  clear.select(3, 3).fill_(51);  // a fifth of the colour, four fifths of white: 20 + 204
  EXPECT_TRUE(means_of(clear).values.allclose(at::full({1, 3}, 224.0F)));
}

TEST(Features, KeepTheOrderOfThePicturesAndCountThem) {
  Pictures pictures = at::zeros({20, 2, 2, 3}, at::kByte);
  for (int64_t i = 0; i < 20; ++i) pictures[i].fill_(i);
  std::vector<int64_t> counted;
  const Features found = features_of({"means", "", std::make_unique<Means>()}, pictures,
                                     [&](int64_t done) { counted.push_back(done); });
  for (int64_t i = 0; i < 20; ++i)
    EXPECT_EQ(found.values[i][0].item<float>(), static_cast<float>(i));
  EXPECT_EQ(counted.back(), 20);
}

TEST(Features, ThatAreNotFiniteAreRefused) {
  expect_error(ExitCode::kModel, "finds features that are not finite", [] {
    means_of(at::zeros({1, 2, 2, 3}, at::kByte), std::numeric_limits<double>::quiet_NaN());
  });
}

TEST(FeatureWeights, NameWhatIsMissingAndWhatHasAnotherShape) {
  FeatureWeights weights({{"a", at::zeros({2, 3})}, {"b", at::zeros({4})}}, "w.safetensors");
  EXPECT_EQ(weights.take("b", {4}).numel(), 4);
  weights.check("net");
  EXPECT_EQ(weights.take("a", {3, 2}).size(0), 3);
  weights.take("c", {1});
  expect_error(
      ExitCode::kModel,
      "w.safetensors does not hold the weights of net: a is [2, 3] instead of [3, 2], no c",
      [&] { weights.check("net"); });
}

TEST(NormedConvolution, IsAConvolutionAndItsNorm) {
  // Weight 2, mean 3, variance 4 - epsilon, scale 5, shift 7: (2 x - 3) / 2 * 5 + 7.
  FeatureWeights weights({{"w", at::full({1, 1, 1, 1}, 2.0F)},
                          {"n.weight", at::full({1}, 5.0F)},
                          {"n.bias", at::full({1}, 7.0F)},
                          {"n.running_mean", at::full({1}, 3.0F)},
                          {"n.running_var", at::full({1}, 3.75F)}},
                         "w");
  const NormedConvolution layer(weights, "w", "n", 1, 1, {}, 0.25);
  EXPECT_FLOAT_EQ(layer(at::full({1, 1, 2, 2}, 10.0F))[0][0][0][0].item<float>(), 49.5F);
}

TEST(NormedConvolution, PadsLikeTensorFlow) {
  // With kernel 3 and stride 2, four pixels need one of padding, at the end: windows at 0 and 2.
  FeatureWeights weights({{"w", at::full({1, 1, 3, 3}, 1.0F)},
                          {"n.weight", at::full({1}, 1.0F)},
                          {"n.bias", at::zeros({1})},
                          {"n.running_mean", at::zeros({1})},
                          {"n.running_var", at::full({1}, 1.0F)}},
                         "w");
  const NormedConvolution layer(weights, "w", "n", 1, 1,
                                {.kernel = {3, 3}, .stride = 2, .same = true}, 0);
  const Tensor out = layer(at::full({1, 1, 4, 4}, 1.0F))[0][0];
  EXPECT_EQ(out.size(0), 2);
  EXPECT_EQ(out[0][0].item<float>(), 9);
  EXPECT_EQ(out[1][1].item<float>(), 4);
}

TEST(OpenFeatures, RefusesWhatNamesNoNetwork) {
  expect_error(ExitCode::kUsage, "expected NAME=FILE.safetensors", [] { open_features("w"); });
  expect_error(ExitCode::kUsage, "there is no network of that name",
               [] { open_features("vgg=w.safetensors"); });
  expect_error(ExitCode::kModel, "w.safetensors", [] { open_features("inception=w.safetensors"); });
}

}  // namespace
}  // namespace wgan
