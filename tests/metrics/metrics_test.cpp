#include "wgan/metrics/metrics.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>

#include "metrics/bootstrap.h"
#include "metrics/radix_sort.h"
#include "wgan/demo/demo.h"
#include "wgan/metrics/list.h"
#include "wgan/random/random.h"

namespace wgan {
namespace {

/// Pictures [n, side, side, channels] whose values are those of `value` at each place.
Pictures drawn(int64_t n, int64_t side, int64_t channels,
               const std::function<double(int64_t i, int64_t y, int64_t x, int64_t c)>& value) {
  Pictures out = at::empty({n, side, side, channels}, at::kByte);
  uint8_t* to = out.data_ptr<uint8_t>();
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t y = 0; y < side; ++y) {
      for (int64_t x = 0; x < side; ++x) {
        for (int64_t c = 0; c < channels; ++c)
          *to++ = static_cast<uint8_t>(std::clamp(std::lround(value(i, y, x, c)), 0L, 255L));
      }
    }
  }
  return out;
}

Pictures plain(int64_t n, int64_t side, uint8_t value) {
  return at::full({n, side, side, 1}, value, at::kByte);
}

Pictures noise(int64_t n, int64_t side, int64_t channels, double deviation, uint64_t seed) {
  Random random(seed, Stream::kAugment, 0, 0, 0);
  return drawn(n, side, channels,
               [&](auto...) { return 128 + deviation * static_cast<double>(random.normal()); });
}

Pictures creatures(int64_t n, int64_t side, uint64_t seed) {
  std::vector<Image> images;
  for (int64_t i = 0; i < n; ++i)
    images.push_back(draw_creature(seed, static_cast<uint64_t>(i), {side, side}));
  return drawn(n, side, 3, [&](int64_t i, int64_t y, int64_t x, int64_t c) {
    return images[static_cast<size_t>(i)].at(x, y)[c];
  });
}

template <typename Metric>
Estimate only(const Pictures& real, const Pictures& fake, int64_t replicates = 0) {
  return Metric::measure({.real = real, .fake = fake, .training = real, .replicates = replicates})
      .at(0);
}

double named(const std::vector<Estimate>& estimates, const std::string& name) {
  for (const Estimate& one : estimates) {
    if (one.name == name) return one.value;
  }
  ADD_FAILURE() << "no " << name;
  return 0;
}

TEST(RadixSort, OrdersLikeTheStandardLibrary) {
  Random random(1, Stream::kAugment, 0, 0, 0);
  std::vector<uint32_t> numbers{0, (1 << 24) - 1, 4095, 4096, 4096, 0}, scratch;
  for (int i = 0; i < 10'000; ++i) numbers.push_back(random.below(1 << 24));
  std::vector<uint32_t> expected = numbers;
  std::sort(expected.begin(), expected.end());
  radix_sort(numbers, scratch);
  EXPECT_EQ(numbers, expected);
}

TEST(Bootstrap, ErrorOfAMeanIsTheDeviationOverTheRoot) {
  constexpr int64_t kCount = 400;
  Tensor numbers = at::empty({kCount});
  Random random(2, Stream::kAugment, 0, 0, 0);
  for (int64_t i = 0; i < kCount; ++i) numbers.data_ptr<float>()[i] = random.normal();
  const Comparison sets{.seed = 3, .replicates = 2000};
  const Estimate found = mean_estimate({}, numbers, draw_replicates(sets, Side::kFake, kCount));
  const double expected = numbers.std(false).item<double>() / std::sqrt(kCount);
  // The deviation of 2000 values is known to 1 / sqrt(4000), 1.6 %; five times that.
  EXPECT_NEAR(found.error / expected, 1, 0.08);
  EXPECT_NEAR(found.value, numbers.mean().item<double>(), 1e-6);
  EXPECT_TRUE(std::isnan(mean_estimate({}, numbers, {}).error));
}

TEST(Colour, IsTheShiftInLevels) {
  EXPECT_DOUBLE_EQ(only<metrics::Colour>(plain(4, 16, 10), plain(4, 16, 13)).value, 3);
  // Half of the pictures are shifted by 100 levels, so 50 in the mean.
  const Pictures half = at::cat({plain(2, 16, 10), plain(2, 16, 110)});
  EXPECT_NEAR(only<metrics::Colour>(plain(4, 16, 10), half).value, 50, 1e-4);
  EXPECT_EQ(only<metrics::Colour>(half, half).value, 0);
}

TEST(Saturated, IsTheShareOfTheEndsOfTheRange) {
  const Pictures quarter = drawn(8, 16, 3, [](int64_t, int64_t y, int64_t x, int64_t) {
    return y % 2 ? 100 : x % 4 == 0 ? 0 : x % 4 == 1 ? 255 : x % 4 == 2 ? 1 : 254;
  });
  EXPECT_DOUBLE_EQ(only<metrics::Saturated>(quarter, quarter).value, 0.25);
}

TEST(Spectrum, TwiceTheContrastIsSixDecibels) {
  Random random(4, Stream::kAugment, 0, 0, 0);
  std::vector<int> steps;
  for (int i = 0; i < 8 * 32 * 32; ++i) steps.push_back(static_cast<int>(random.below(41)) - 20);
  const auto scaled = [&](int by) {
    size_t next = 0;
    return drawn(8, 32, 1, [&](auto...) { return 128 + by * steps[next++]; });
  };
  EXPECT_NEAR(only<metrics::Spectrum>(scaled(1), scaled(2)).value, 20 * std::log10(2), 1e-3);
  EXPECT_EQ(only<metrics::Spectrum>(scaled(1), scaled(1)).value, 0);
}

TEST(Checkerboard, IsThePowerOfThePatternAboveTheNoise) {
  constexpr int64_t kCount = 400, kSide = 16;
  constexpr double kDeviation = 8, kAmplitude = 4;
  const Pictures base = noise(kCount, kSide, 1, kDeviation, 5);
  Random random(5, Stream::kAugment, 0, 0, 0);
  const Pictures board = drawn(kCount, kSide, 1, [&](int64_t, int64_t y, int64_t x, int64_t) {
    return 128 + kDeviation * static_cast<double>(random.normal()) +
           ((x + y) % 2 ? kAmplitude : -kAmplitude);
  });
  // White noise has the power H W d² at each frequency. The board adds (H W a)² at one of the 15 of
  // the pattern. Rounding adds 1/12 to d². A mean power over 400 pictures and 15 frequencies is
  // known to 1.3 %, 0.06 dB.
  const double noise_power = kDeviation * kDeviation + 1.0 / 12,
               expected = 1 + kSide * kSide * kAmplitude * kAmplitude / (15 * noise_power);
  EXPECT_NEAR(only<metrics::Checkerboard>(base, base).value, 0, 0.4);
  EXPECT_NEAR(only<metrics::Checkerboard>(base, board).value, 10 * std::log10(expected), 0.4);
}

TEST(MsSsim, ComparesLuminanceAloneOfPlainPictures) {
  // One scale at 16 pixels: (2 a b + C1) / (a² + b² + C1) with C1 = (0.01 * 255)². The variances
  // are differences of numbers near 100² in 32 bits, wrong by a few of their roundings of 6e-4,
  // beside (0.03 * 255)² = 58.5.
  constexpr double kWithin = 5 * 6e-4 / 58.5;
  const Pictures pair = at::cat({plain(1, 16, 100), plain(1, 16, 50)});
  EXPECT_NEAR(only<metrics::MsSsim>(pair, pair).value, 10006.5025 / 12506.5025, kWithin);
  // Three scales at 64 pixels, of which the last compares luminance, with its share of the weights.
  const Pictures large = at::cat({plain(1, 64, 100), plain(1, 64, 50)});
  EXPECT_NEAR(only<metrics::MsSsim>(large, large).value,
              std::pow(10006.5025 / 12506.5025, 0.3001 / (0.0448 + 0.2856 + 0.3001)), kWithin);
  const Pictures same = at::cat({noise(4, 32, 3, 40, 6), noise(4, 32, 3, 40, 6)}),
                 other = at::cat({noise(4, 32, 3, 40, 6), noise(4, 32, 3, 40, 7)});
  EXPECT_NEAR(only<metrics::MsSsim>(same, same).value, 1, 1e-5);
  EXPECT_LT(only<metrics::MsSsim>(other, other).value, 0.2);
}

TEST(Nearest, CopiesOfTheTrainingSetAreCopies) {
  const Pictures real = creatures(80, 32, 1);
  for (const Pictures& copy : {real, real.flip({2}).contiguous()}) {
    const auto found = metrics::Nearest::measure({real, copy, real});
    EXPECT_EQ(named(found, "copies"), 1);
    EXPECT_EQ(named(found, "nearest"), 0);
    EXPECT_EQ(named(found, "bad-rate"), 0);
  }
  const auto fresh = metrics::Nearest::measure({real, creatures(80, 32, 2), real});
  EXPECT_EQ(named(fresh, "copies"), 0);
  EXPECT_LT(named(fresh, "bad-rate"), 0.1);
  const auto nothing = metrics::Nearest::measure({real, noise(80, 32, 3, 60, 8), real});
  EXPECT_EQ(named(nothing, "bad-rate"), 1);
}

TEST(Nearest, MeasuresInLevels) {
  const Pictures real = at::cat({plain(3, 16, 10), plain(3, 16, 200)});
  const auto found = metrics::Nearest::measure({real, plain(4, 16, 13), real});
  EXPECT_NEAR(named(found, "nearest"), 3, 1e-4);
}

TEST(Nearest, MatchesNameThePictures) {
  const Pictures real = creatures(20, 32, 1);
  const Pictures fake = at::cat({noise(3, 32, 3, 60, 1), real.narrow(0, 7, 1)});
  const auto matches = closest_matches(real, fake, 2);
  ASSERT_EQ(matches.size(), 2U);
  EXPECT_EQ(matches[0].fake, 3);
  EXPECT_EQ(matches[0].real, 7);
  EXPECT_EQ(matches[0].distance, 0);
}

TEST(SlicedWasserstein, OfASetWithItselfIsZero) {
  const Pictures set = creatures(64, 64, 1);
  const auto found = metrics::SlicedWasserstein::measure({set, set, set});
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[1].name, "swd-64");
  EXPECT_EQ(found[3].name, "swd-16");
  for (const Estimate& one : found) EXPECT_EQ(one.value, 0) << one.name;
}

TEST(SlicedWasserstein, OfTwoDistributionsOfGreyIsWorkedOutByHand) {
  // A 7x7 picture of one grey is one patch. Its projection is the grey, normalised, times the sum s
  // of a random unit vector of 49 numbers. Half of one set is at -1 and half at 1; three quarters
  // of the other are at -0.57735 and a quarter at 1.73205. Their distance is, from quantile to
  // quantile, 0.5 * 0.42265 + 0.25 * 1.57735 + 0.25 * 0.73205 = 0.78868. The mean of |s| is 7
  // Gamma(49/2) / (sqrt(pi) Gamma(25)) = 0.80196.
  const Pictures halves = at::cat({plain(32, 7, 20), plain(32, 7, 220)}),
                 quarters = at::cat({plain(48, 7, 20), plain(16, 7, 220)});
  const double expected = 1000 * 0.78868 * 0.80196;
  // |s| has a deviation of 0.6, so that its mean over 512 directions is known to 3.3 %.
  EXPECT_NEAR(only<metrics::SlicedWasserstein>(halves, quarters).value / expected, 1, 4 * 0.033);
}

TEST(SlicedWasserstein, IgnoresContrastButNotBlurNoiseAndMissingModes) {
  const Pictures set = creatures(128, 32, 1), other = creatures(128, 32, 2);
  const auto swd = [&](const Pictures& fake) {
    return only<metrics::SlicedWasserstein>(set, fake).value;
  };
  const Pictures even = set.div(2, "floor").mul(2).to(at::kByte),
                 halved = set.div(2, "floor").to(at::kByte);
  // Patches are normalised over the whole set, so that half the contrast is the same set.
  EXPECT_NEAR(only<metrics::SlicedWasserstein>(even, halved).value, 0, 0.01);
  const auto with_noise = [&](double deviation) {
    return (other.to(at::kFloat) + (noise(128, 32, 3, deviation, 9).to(at::kFloat) - 128))
        .clamp(0, 255)
        .round()
        .to(at::kByte);
  };
  // Blurred by averaging with the neighbours.
  const Tensor floats = other.to(at::kFloat);
  const Pictures blurred =
      ((floats + floats.roll({1}, {1}) + floats.roll({1}, {2}) + floats.roll({1, 1}, {1, 2})) / 4)
          .round()
          .to(at::kByte);
  const Pictures dropped = other.narrow(0, 0, 4).repeat({32, 1, 1, 1});
  const double same = swd(other);
  EXPECT_LT(same, 0.5 * swd(dropped));
  EXPECT_LT(same, 0.7 * swd(blurred));
  EXPECT_LT(same, swd(with_noise(8)));
  EXPECT_LT(swd(with_noise(8)), swd(with_noise(32)));
  EXPECT_LT(swd(with_noise(32)), swd(noise(128, 32, 3, 60, 10)));
}

TEST(SlicedWasserstein, ErrorIsThatOfRepeatedSets) {
  // The deviation over 40 pairs of fresh sets is known to 11 %, and the bootstrap's error is that
  // of a set in which patches of a picture go together.
  std::vector<double> values;
  double error = 0;
  constexpr int kPairs = 40;
  for (uint64_t i = 0; i < kPairs; ++i) {
    // Sets that differ, so that the distance is nearly linear in them.
    const Pictures real = creatures(48, 16, 100 + i), fake = noise(48, 16, 3, 40, i);
    const Estimate found = only<metrics::SlicedWasserstein>(real, fake, 50);
    values.push_back(found.value);
    error += found.error / kPairs;
  }
  EXPECT_GT(error / standard_error(values), 0.6);
  EXPECT_LT(error / standard_error(values), 1.7);
}

TEST(Classes, TellTheBalanceOfTheClassesForAnyNumberOfChannels) {
  for (const int64_t channels : {1, 3}) {
    // Class 0 is bright above, class 1 below; with noise, so that no two pictures are the same.
    Random random(11, Stream::kAugment, 0, 0, 0);
    const auto halves = [&](const std::function<bool(int64_t i)>& below) {
      return drawn(200, 16, channels, [&](int64_t i, int64_t y, int64_t, int64_t) {
        return ((y >= 8) == below(i) ? 190 : 60) + 20 * static_cast<double>(random.normal());
      });
    };
    const auto odd = [](int64_t i) { return i % 2 == 1; };
    const Pictures real = halves(odd);
    Tensor labels = at::empty({200}, at::kLong);
    for (int64_t i = 0; i < 200; ++i) labels.data_ptr<int64_t>()[i] = i % 2;
    const auto measured = [&](const Pictures& fake) {
      return metrics::Classes::measure(
          {.real = real, .fake = fake, .training = real, .labels = labels, .replicates = 20});
    };
    const auto fresh = measured(halves(odd)), one = measured(halves([](int64_t) { return false; }));
    EXPECT_NEAR(named(fresh, "class-score"), 2, 0.1) << channels;
    EXPECT_LT(named(fresh, "class-balance"), 0.03) << channels;
    EXPECT_NEAR(named(one, "class-score"), 1, 0.1) << channels;
    // All of 200 in one class instead of half: chi-square is 400 / 3, of one degree of freedom.
    EXPECT_NEAR(named(one, "class-balance"), 0.5, 0.03) << channels;
    EXPECT_NEAR(named(one, "class-chi2"), 400.0 / 3, 12) << channels;
    EXPECT_LT(named(fresh, "class-fd"), named(one, "class-fd")) << channels;
    EXPECT_TRUE(metrics::Classes::measure({real, real, real}).empty());  // no labels
  }
}

TEST(Evaluate, TheIntervalOfAShareIsThatOfWilson) {
  // None of 100: the upper end is z² / (n + z²).
  const Score none{.fake = {.value = 0, .count = 100, .share = true}, .real = {}};
  EXPECT_DOUBLE_EQ(none.low(), 0);
  EXPECT_NEAR(none.high(), 3.8416 / 103.8416, 1e-12);
  const Score mean{.fake = {.value = 10, .error = 2}, .real = {}};
  EXPECT_DOUBLE_EQ(mean.low(), 10 - 3.92);
}

TEST(Evaluate, GivesTheSameBitsForAnyNumberOfThreads) {
  const Pictures real = creatures(96, 32, 1), fake = creatures(96, 32, 2);
  const Tensor labels = at::arange(96, at::kLong).remainder(3);
  const auto values = [&](int threads) {
    const int before = at::get_num_threads();
    at::set_num_threads(threads);
    std::map<std::string, std::array<double, 3>> all;
    for (const Score& score : evaluate(real, fake, {.labels = labels, .replicates = 20}))
      all[score.fake.name] = {score.fake.value, score.fake.error, score.real.value};
    at::set_num_threads(before);
    return all;
  };
  const auto one = values(1), three = values(3);
  for (const auto& [name, numbers] : one) EXPECT_EQ(numbers, three.at(name)) << name;
}

TEST(Evaluate, OrdersHalvesSamplesAndNoise) {
  const Pictures real = creatures(200, 32, 1);
  const auto fresh = evaluate(real, creatures(200, 32, 2), {}),
             rough = evaluate(real, noise(200, 32, 3, 50, 3), {});
  ASSERT_EQ(fresh.size(), rough.size());
  for (size_t i = 0; i < fresh.size(); ++i) {
    const auto off = [](const Score& score) {
      return std::abs(score.fake.value - (score.fake.good == Good::kLow ? 0 : score.real.value));
    };
    EXPECT_LE(off(fresh[i]), off(rough[i])) << fresh[i].fake.name;
    EXPECT_LE(fresh[i].low(), fresh[i].high());
    EXPECT_GT(fresh[i].real.count, 0);
  }
}

TEST(Evaluate, LeavesOutWhatCannotWorkOnSuchPictures) {
  std::vector<std::string> names;
  for (const Score& score : evaluate(plain(8, 4, 3), plain(8, 4, 5), {}))
    names.push_back(score.fake.name);
  EXPECT_EQ(std::count(names.begin(), names.end(), "swd"), 0);
  EXPECT_EQ(std::count(names.begin(), names.end(), "ms-ssim"), 0);
  EXPECT_EQ(std::count(names.begin(), names.end(), "colour"), 1);
}

}  // namespace
}  // namespace wgan
