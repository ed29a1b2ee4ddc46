#include "wgan/losses/losses.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include "losses/given.h"
#include "support.h"
#include "wgan/options/recipes.h"

namespace wgan {
namespace {

TEST(Losses, EveryRecipeHasItsFormula) {
  std::vector<std::string> names;
  for (const Recipe& recipe : recipes()) {
    names.push_back(recipe.name);
    EXPECT_TRUE(make_loss({.name = recipe.name})) << recipe.name;
    EXPECT_FALSE(recipe.summary.empty()) << recipe.name;
  }
  EXPECT_EQ(names,
            (std::vector<std::string>{"gan", "ls", "hinge", "clip", "gp", "r3", "dragan", "none"}));
}

// softplus(0) = 0.6931472, softplus(-2) = 0.1269280, softplus(-1) = 0.3132617, softplus(3)
// = 3.0485874.
TEST(Gan, CriticIsTheCrossEntropyOfGoodfellowsEquationOne) {
  const auto loss = make_loss({.name = "gan"});
  Batch real = scores({0, 2}), fake = scores({-1, 3});
  real.images.requires_grad_(), fake.images.requires_grad_();
  const LossTerms terms = loss->critic(kIdentity, real, fake, GivenNoise({}));
  EXPECT_NEAR(terms.total.item<double>(), (0.6931472 + 0.1269280) / 2 + (0.3132617 + 3.0485874) / 2,
              1e-6);
  // d/ds softplus(-s) = sigma(s) - 1; d/ds softplus(s) = sigma(s).
  const auto by = [&](const Tensor& x) {
    return gradient(loss->critic(kIdentity, real, fake, GivenNoise({})).total, x);
  };
  expect_near(by(real.images), {-0.5 / 2, -0.1192029 / 2});
  expect_near(by(fake.images), {0.2689414 / 2, 0.9525741 / 2});
}

// f(x) = x has the gradient 1 at every picture of one pixel, f(x) = x² has 2x.
TEST(Relativistic, ComparesPairsAndPenalisesSlopesAtBoth) {
  const auto loss = make_loss({.name = "r3", .gamma = 0.5});
  const Batch real = scores({0, 2}), fake = scores({-1, 3});
  // The pairs differ by -1 - 0 and 3 - 2; softplus(-1) = 0.3132617, softplus(1) = 1.3132617.
  const double pairs = (0.3132617 + 1.3132617) / 2;
  EXPECT_NEAR(loss->critic(kIdentity, real, fake, GivenNoise({})).total.item<double>(),
              pairs + 0.5 / 2 * (1 + 1), 1e-6);
  const FunctionCritic square([](const Tensor& x) { return x.flatten().square(); });
  const LossTerms terms = loss->critic(square, real, fake, GivenNoise({}));
  // Squares: 0, 4 against 1, 9. Slopes: 0, 4 and 2, 6, whose squares have the means 8 and 20.
  const double of_squares = (1.3132617 + 5.0067153) / 2;  // softplus(1), softplus(5)
  EXPECT_NEAR(terms.total.item<double>(), of_squares + 0.5 / 2 * (8 + 20), 1e-6);
  EXPECT_NEAR(term(terms, "gradient_norm"), (0 + 4 + 2 + 6) / 4.0, 1e-6);
}

TEST(ZeroCentred, PenaltiesOfRealAndGeneratedPicturesAddToOtherLosses) {
  const FunctionCritic square([](const Tensor& x) { return x.flatten().square(); });
  const Batch real = scores({0, 2}), fake = scores({-1, 3});
  for (const char* name : {"gan", "hinge"}) {
    const auto total = [&](double r1, double r2) {
      return make_loss({.name = name, .r1 = r1, .r2 = r2})
          ->critic(square, real, fake, GivenNoise({}))
          .total.item<double>();
    };
    const double plain = total(0, 0);
    // The mean squares of the slopes are 8 and 20.
    EXPECT_NEAR(total(0.5, 0), plain + 0.5 / 2 * 8, 1e-6) << name;
    EXPECT_NEAR(total(0, 0.5), plain + 0.5 / 2 * 20, 1e-6) << name;
    EXPECT_NEAR(total(0.1, 0.5), plain + 0.1 / 2 * 8 + 0.5 / 2 * 20, 1e-6) << name;
    EXPECT_NEAR(total(0.5, 0.5), plain + 0.5 / 2 * (8 + 20), 1e-6) << name << ", as one batch";
  }
  // The mean slope is of the points that are penalised: 0 and 4.
  EXPECT_NEAR(
      term(make_loss({.name = "hinge", .r1 = 1})->critic(square, real, fake, GivenNoise({})),
           "gradient_norm"),
      2, 1e-6);
}

TEST(Relativistic, TheGeneratorWantsToScoreAboveItsPair) {
  const auto loss = make_loss({.name = "r3"});
  Batch real = scores({0, 2}), fake = scores({-1, 3});
  fake.images.requires_grad_();
  const Tensor total = loss->generator(kIdentity, real, fake).total;
  EXPECT_NEAR(total.item<double>(), (1.3132617 + 0.3132617) / 2, 1e-6);
  // d/ds softplus(r - s) = -sigma(r - s): sigma(1) = 0.7310586, sigma(-1) = 0.2689414.
  expect_near(gradient(total, fake.images), {-0.7310586 / 2, -0.2689414 / 2});
}

TEST(Gan, GeneratorInBothForms) {
  Batch fake = scores({-1, 3});
  fake.images.requires_grad_();
  const LossTerms saturating =
      make_loss({.name = "gan", .generator_loss = "minimax"})->generator(kIdentity, {}, fake);
  EXPECT_NEAR(saturating.total.item<double>(), -(0.3132617 + 3.0485874) / 2, 1e-6);
  expect_near(gradient(saturating.total, fake.images), {-0.2689414 / 2, -0.9525741 / 2});
  const LossTerms usual = make_loss({.name = "gan"})->generator(kIdentity, {}, fake);
  EXPECT_NEAR(usual.total.item<double>(), (1.3132617 + 0.0485874) / 2, 1e-6);
  expect_near(gradient(usual.total, fake.images), {-0.7310586 / 2, -0.0474259 / 2});
}

TEST(Gan, ExtremeScoresStayFinite) {
  const auto loss = make_loss({.name = "gan"});
  EXPECT_NEAR(
      loss->critic(kIdentity, scores({-500}), scores({500}), GivenNoise({})).total.item<double>(),
      1000, 1e-9);
  EXPECT_EQ(loss->generator(kIdentity, {}, scores({1000})).total.item<double>(), 0);
}

TEST(Wgan, SignsAndEstimate) {
  const auto loss = make_loss({.name = "clip"});
  Batch real = scores({5, 7}), fake = scores({1, 2});
  real.images.requires_grad_(), fake.images.requires_grad_();
  const LossTerms terms = loss->critic(kIdentity, real, fake, GivenNoise({}));
  EXPECT_DOUBLE_EQ(terms.total.item<double>(), 1.5 - 6);
  EXPECT_DOUBLE_EQ(term(terms, "w_estimate"), 4.5) << "the gap is told as a positive number";
  expect_near(gradient(terms.total, real.images), {-0.5, -0.5}, 1e-12);
  const LossTerms generator = loss->generator(kIdentity, real, fake);
  EXPECT_DOUBLE_EQ(generator.total.item<double>(), -1.5);
  expect_near(gradient(generator.total, fake.images), {-0.5, -0.5}, 1e-12);
}

TEST(Wgan, ClipsWeightsAndBiasesButNoNormUnlessAskedTo) {
  const auto weights = [] {
    return std::vector<Parameter>{{"conv.weight", at::full({2}, 3.0).requires_grad_()},
                                  {"conv.bias", at::full({2}, -3.0).requires_grad_()},
                                  {"norm.weight", at::ones({2}).requires_grad_(), true}};
  };
  const auto plain = weights(), all = weights();
  make_loss({.name = "clip", .clip = 0.25})->constrain(plain);
  EXPECT_EQ(plain[0].tensor.max().item<float>(), 0.25F);
  EXPECT_EQ(plain[1].tensor.min().item<float>(), -0.25F);
  EXPECT_EQ(plain[2].tensor.max().item<float>(), 1);
  make_loss({.name = "clip", .clip = 0.25, .clip_norm_params = true})->constrain(all);
  EXPECT_EQ(all[2].tensor.max().item<float>(), 0.25F);
  const auto free = weights();
  make_loss({.name = "gp"})->constrain(free);
  EXPECT_EQ(free[0].tensor.max().item<float>(), 3);
}

TEST(WganGp, PenaltyOfALinearCriticIsItsSlopesDistanceFromOne) {
  for (const auto& w : {std::vector<double>{3, 4}, {0.6, 0.8}, {0.3, 0.4}}) {
    const Tensor weight = at::tensor(w, at::kDouble).requires_grad_();
    const FunctionCritic linear([&](const Tensor& x) { return x.flatten(1).matmul(weight); });
    const Batch real{at::randn({3, 1, 1, 2}, at::kDouble), {}},
        fake{at::randn({3, 1, 1, 2}, at::kDouble), {}};
    const LossTerms terms = make_loss({.name = "gp", .gp_lambda = 10})
                                ->critic(linear, real, fake, GivenNoise({0.1, 0.5, 0.9}));
    const double slope = std::hypot(w[0], w[1]);
    EXPECT_NEAR(terms.total.item<double>() + term(terms, "w_estimate"),
                10 * (slope - 1) * (slope - 1), 1e-9);
    EXPECT_NEAR(term(terms, "gradient_norm"), slope, 1e-9);
    // d/dw lambda (|w| - 1)^2 = 2 lambda (|w| - 1) w / |w|, besides the gap's own gradient.
    const Tensor gap = linear.score(fake.images, {}).mean() - linear.score(real.images, {}).mean();
    const auto whole = gradient(terms.total, weight), of_gap = gradient(gap, weight);
    for (size_t i = 0; i < 2; ++i)
      EXPECT_NEAR(whole[i] - of_gap[i], 20 * (slope - 1) * w[i] / slope, 1e-6);
  }
}

TEST(WganGp, InterpolatesWithOneEpsilonForEachSample) {
  // f(x) = x^2 / 2 has the gradient x, so with x = 4, G(z) = 0 the norms are 4 epsilon: 0, 1, 4.
  const FunctionCritic parabola([](const Tensor& x) { return x.flatten().square() / 2; });
  const LossTerms terms =
      make_loss({.name = "gp", .gp_lambda = 3})
          ->critic(parabola, scores({4, 4, 4}), scores({0, 0, 0}), GivenNoise({0, 0.25, 1}));
  EXPECT_NEAR(terms.total.item<double>(), (0 - 8) + 3 * (1 + 0 + 9) / 3.0, 1e-5);
}

TEST(WganGp, AZeroGradientHasAFiniteDerivative) {
  const Tensor weight = at::zeros({4}).requires_grad_();
  const FunctionCritic flat([&](const Tensor& x) { return x.flatten(1).matmul(weight); });
  const Batch batch{at::randn({2, 1, 2, 2}), {}};
  class Half : public LossContext {
    Tensor uniform(int64_t n, Purpose) const override { return at::full({n, 1, 1, 1}, 0.5); }
    Tensor uniform_like(const Tensor& x) const override { return x; }
  };
  const LossTerms terms = make_loss({.name = "gp"})->critic(flat, batch, batch, Half());
  for (const double g : gradient(terms.total, weight)) EXPECT_TRUE(std::isfinite(g)) << g;
}

TEST(NetworkCritic, ShowsItsLayersWhateverALossAsksFor) {
  const Networks nets = make_networks({.features = 3, .latent = 4}, {16, 16}, 2, 1);
  std::vector<std::string> layers;
  const NetworkCritic critic(
      nets.critic, nullptr,
      [&](const Tensor&, const std::string& layer, const Tensor&) { layers.push_back(layer); });
  const Tensor x = at::randn({3, 2, 16, 16});
  critic.score(x, {});
  const auto all = layers;
  layers.clear();
  critic.features(x, {});
  EXPECT_EQ(layers, std::vector<std::string>(all.begin(), all.end() - 1)) << "all but the score";
}

/// Where number `at` of a tensor, counted in rows, lies in memory.
double* number(const Tensor& tensor, int64_t at) {
  double* place = tensor.data_ptr<double>();
  for (int64_t axis = tensor.dim(); axis-- > 0; at /= tensor.size(axis))
    place += at % tensor.size(axis) * tensor.stride(axis);
  return place;
}

TEST(WganGp, AgreesWithFiniteDifferencesOnAConvolutionalCritic) {
  Networks nets = make_networks({.features = 3, .latent = 4}, {16, 16}, 2, 1);
  nets.critic.to(at::kCPU, at::kDouble);
  for (const Parameter& p : nets.critic.parameters()) {
    const at::NoGradGuard no_grad;
    p.tensor.mul_(6);  // slopes near 1, so that the penalty counts
  }
  const NetworkCritic critic(nets.critic);
  const Batch real{at::randn({3, 2, 16, 16}, at::kDouble), {}},
      fake{at::randn({3, 2, 16, 16}, at::kDouble), {}};
  const GivenNoise random({0.2, 0.5, 0.7});
  const auto loss = make_loss({.name = "gp"});
  const auto value = [&] { return loss->critic(critic, real, fake, random).total; };
  for (const Parameter& p : nets.critic.parameters()) {
    const auto analytic = gradient(value(), p.tensor);
    for (const int64_t at : {int64_t{0}, p.tensor.numel() / 2, p.tensor.numel() - 1}) {
      double* w = number(p.tensor, at);
      const double kept = *w, h = 1e-6;
      *w = kept + h;
      const double above = value().item<double>();
      *w = kept - h;
      const double below = value().item<double>();
      *w = kept;
      EXPECT_NEAR(analytic[static_cast<size_t>(at)], (above - below) / (2 * h),
                  1e-5 * std::max(1.0, std::abs(above)))
          << p.name << "[" << at << "]";
    }
  }
}

TEST(Gan, SmoothedAndFlippedLabelsAreThoseOfTheCrossEntropy) {
  // Real scores 0 and 2 with target 0.9: 0.6931472, and 0.9 softplus(-2) + 0.1 softplus(2).
  const auto smooth = make_loss({.name = "gan", .label_smooth = 0.9});
  const LossTerms terms =
      smooth->critic(kIdentity, scores({0, 2}), scores({-1, 3}), GivenNoise({}));
  EXPECT_NEAR(terms.total.item<double>(),
              (0.6931472 + 0.9 * 0.1269280 + 0.1 * 2.1269280) / 2 + (0.3132617 + 3.0485874) / 2,
              1e-6);
  // The second of each pair is flipped: real 2 is called 0, fake 3 is called 1.
  const auto flipped = make_loss({.name = "gan", .label_flip = 0.3});
  const LossTerms lied =
      flipped->critic(kIdentity, scores({0, 2}), scores({-1, 3}), GivenNoise({0.5, 0.1}));
  EXPECT_NEAR(lied.total.item<double>(), (0.6931472 + 2.1269280) / 2 + (0.3132617 + 0.0485874) / 2,
              1e-6);
}

TEST(LsGan, IsMaosEquationTwo) {
  const auto loss = make_loss({.name = "ls"});
  Batch real = scores({1, 3}), fake = scores({0, -2});
  real.images.requires_grad_(), fake.images.requires_grad_();
  const Tensor total = loss->critic(kIdentity, real, fake, GivenNoise({})).total;
  EXPECT_DOUBLE_EQ(total.item<double>(), (0 + 4) / 4.0 + (0 + 4) / 4.0);
  expect_near(gradient(loss->critic(kIdentity, real, fake, GivenNoise({})).total, real.images),
              {0, 1}, 1e-12);
  const Tensor g = loss->generator(kIdentity, real, fake).total;
  EXPECT_DOUBLE_EQ(g.item<double>(), (1 + 9) / 4.0);
  expect_near(gradient(g, fake.images), {-0.5, -1.5}, 1e-12);
  // One-sided smoothing moves the target of real pictures alone.
  EXPECT_DOUBLE_EQ(make_loss({.name = "ls", .label_smooth = 0.5})
                       ->critic(kIdentity, real, fake, GivenNoise({}))
                       .total.item<double>(),
                   (0.25 + 6.25) / 4 + 4 / 4.0);
}

TEST(Hinge, HasNoSlopeBehindItsMargin) {
  const auto loss = make_loss({.name = "hinge"});
  Batch real = scores({0.5, 3}), fake = scores({-0.5, -3});
  real.images.requires_grad_(), fake.images.requires_grad_();
  EXPECT_DOUBLE_EQ(loss->critic(kIdentity, real, fake, GivenNoise({})).total.item<double>(),
                   0.25 + 0.25);
  expect_near(gradient(loss->critic(kIdentity, real, fake, GivenNoise({})).total, real.images),
              {-0.5, 0}, 1e-12);
  expect_near(gradient(loss->critic(kIdentity, real, fake, GivenNoise({})).total, fake.images),
              {0.5, 0}, 1e-12);
  EXPECT_DOUBLE_EQ(loss->generator(kIdentity, real, fake).total.item<double>(), 1.75);
}

TEST(Unconstrained, IsTheGapAlone) {
  const auto loss = make_loss({.name = "none"});
  EXPECT_DOUBLE_EQ(
      loss->critic(kIdentity, scores({5}), scores({1}), GivenNoise({})).total.item<double>(), -4);
}

/// f(x) = slope x, so every gradient has the length |slope|.
FunctionCritic sloped(double slope) {
  return FunctionCritic([slope](const Tensor& x) { return x.flatten() * slope; });
}

TEST(WganGp, OneSidedAsksNothingOfSmallSlopes) {
  const auto penalty = [](const char* sides, double slope) {
    const auto loss = make_loss({.name = "gp", .gp_lambda = 10, .gp_sides = sides});
    const Batch same = scores({1, 1});
    return loss->critic(sloped(slope), same, same, GivenNoise({0.2, 0.7})).total.item<double>();
  };
  EXPECT_NEAR(penalty("two", 0.5), 10 * 0.25, 1e-6);
  EXPECT_NEAR(penalty("one", 0.5), 0, 1e-12);
  EXPECT_NEAR(penalty("one", 3), 10 * 4, 1e-5);
}

TEST(FeatureMatching, IsTheSquaredDistanceOfMeansOrMedians) {
  // Features are the pixels: two a sample.
  const auto batch = [](std::vector<double> values) {
    return Batch{at::tensor(values, at::kDouble).reshape({3, 2, 1, 1}), at::zeros({3}, at::kLong)};
  };
  const Batch real = batch({0, 0, 3, 3, 6, 0});
  Batch fake = batch({0, 1, 0, 1, 9, 1});
  fake.images.requires_grad_();
  const auto value = [&](const char* stat) {
    return make_loss({.name = "gan", .generator_loss = "features", .feature_stat = stat})
        ->generator(kIdentity, real, fake)
        .total;
  };
  EXPECT_DOUBLE_EQ(value("mean").item<double>(), 0) << "means 3 and 1 of both";
  EXPECT_DOUBLE_EQ(value("median").item<double>(), 9 + 1) << "medians 3 and 0, against 0 and 1";
  const Batch other = batch({0, 0, 0, 0, 0, 0});
  Batch moved = batch({3, 0, 0, 0, 0, 0});
  moved.images.requires_grad_();
  const auto loss = make_loss({.name = "gp", .generator_loss = "features"});
  expect_near(gradient(loss->generator(kIdentity, other, moved).total, moved.images),
              {2.0 / 3, 0, 2.0 / 3, 0, 2.0 / 3, 0}, 1e-12);
}

/// The scores of two classes are x and 0.
class TwoClasses : public Critic {
 public:
  Tensor class_scores(const Tensor& x, const Tensor&) const override {
    const Tensor s = x.flatten(1);
    return at::stack({s.squeeze(1), at::zeros_like(s.squeeze(1))}, 1);
  }
  Tensor features(const Tensor& x, const Tensor&) const override { return x; }
};

TEST(FeatureMatching, TheMedianOfAnEvenNumberIsTheLowerOfTheMiddleTwo) {
  const auto loss =
      make_loss({.name = "gan", .generator_loss = "features", .feature_stat = "median"});
  EXPECT_NEAR(
      loss->generator(kIdentity, scores({1, 2, 5, 9}), scores({0, 0, 0, 0})).total.item<double>(),
      4, 1e-12);
}

TEST(SemiSupervised, AddsTheCrossEntropyOfTheClasses) {
  Batch real = scores({2, 2});
  real.labels = at::arange(2, at::kLong);
  const Batch fake = scores({0});
  const auto plain = make_loss({.name = "gan"}), semi = make_loss({.name = "gan", .semi = true});
  const double without =
      plain->critic(TwoClasses(), real, fake, GivenNoise({})).total.item<double>();
  // log Z of scores (2, 0) is 2.1269280, the log odds of real; softplus(-2.1269280) = 0.1126168.
  EXPECT_NEAR(without, 0.1126168 + std::log(3.0), 1e-6);
  // -log p: softplus(-2) of class 0 and softplus(2) of class 1.
  EXPECT_NEAR(semi->critic(TwoClasses(), real, fake, GivenNoise({})).total.item<double>() - without,
              (0.1269280 + 2.1269280) / 2, 1e-6);
}

TEST(SemiSupervised, LearnsNothingFromLabelsThatAreHeldOutAndTellsHowManyAreRight) {
  Batch real = scores({2, 2, -3, 2, 2});
  // Class 1 known; 0 and 1 held out and told right, 1 held out and told wrong; none.
  const std::vector<int64_t> labels{1, held_out(0), held_out(1), held_out(1), kNoLabel};
  real.labels = at::arange(5, at::kLong);
  for (int64_t i = 0; i < 5; ++i) real.labels[i] = labels[static_cast<size_t>(i)];
  const auto plain = make_loss({.name = "gan"}), semi = make_loss({.name = "gan", .semi = true});
  const auto critic = [&](const Loss& loss) {
    return loss.critic(TwoClasses(), real, scores({0}), GivenNoise({}));
  };
  const LossTerms terms = critic(*semi);
  EXPECT_NEAR(terms.total.item<double>() - critic(*plain).total.item<double>(), 2.1269280, 1e-6);
  EXPECT_EQ(term(terms, "held_out"), 3);
  EXPECT_EQ(term(terms, "held_out_right"), 2);
  real.labels.fill_(kNoLabel);
  EXPECT_NEAR(critic(*semi).total.item<double>(), critic(*plain).total.item<double>(), 1e-12);
}

}  // namespace
}  // namespace wgan
