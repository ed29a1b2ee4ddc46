#include "wgan/random/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace wgan {
namespace {

TEST(Random, PhiloxGivesTheNumbersOfItsPaper) {
  // Known answer of Random123 (Salmon 2011) for philox4x32-10 with key and counter 0.
  at::Philox4_32 philox(0, 0, 0);
  EXPECT_EQ(philox(), 0x6627e8d5u);
  EXPECT_EQ(philox(), 0xe169c58du);
  EXPECT_EQ(philox(), 0xbc57ac4cu);
  EXPECT_EQ(philox(), 0x9b00dbd8u);
}

TEST(Random, EveryArgumentMakesAnotherStream) {
  std::set<uint32_t> first;
  const auto draw = [&](uint64_t seed, Stream stream, uint64_t attempt, uint64_t step,
                        uint64_t index) {
    first.insert(Random(seed, stream, attempt, step, index).bits());
  };
  draw(1, Stream::kOrder, 0, 0, 0);
  draw(2, Stream::kOrder, 0, 0, 0);
  draw(1, Stream::kAugment, 0, 0, 0);
  draw(1, Stream::kOrder, 1, 0, 0);
  draw(1, Stream::kOrder, 0, 1, 0);
  draw(1, Stream::kOrder, 0, 0, 1);
  draw(0, Stream::kWeights, 1, 0, 0);  // sums and differences of arguments must not collide
  draw(0, Stream::kWeights, 0, 1, 0);
  EXPECT_EQ(first.size(), 8u);
  EXPECT_EQ(Random(1, Stream::kOrder, 0, 5, 9).bits(), Random(1, Stream::kOrder, 0, 5, 9).bits());
}

TEST(Random, UniformAndNormalHaveTheirMoments) {
  constexpr int kCount = 200'000;
  Random random(3, Stream::kSample, 0, 0, 0);
  double sum = 0, square = 0, fourth = 0, low = 1, high = 0, mean = 0;
  for (int i = 0; i < kCount; ++i) {
    const double u = random.uniform();
    low = std::min(low, u), high = std::max(high, u), mean += u / kCount;
  }
  EXPECT_GE(low, 0);
  EXPECT_LT(high, 1);
  EXPECT_NEAR(mean, 0.5, 0.003);
  for (int i = 0; i < kCount; ++i) {
    const double x = random.normal();
    sum += x / kCount, square += x * x / kCount, fourth += x * x * x * x / kCount;
  }
  EXPECT_NEAR(sum, 0, 0.01);
  EXPECT_NEAR(square, 1, 0.015);
  EXPECT_NEAR(fourth, 3, 0.12);
}

TEST(Random, BelowReachesEveryNumberEquallyOften) {
  std::array<int, 6> counts{};
  Random random(4, Stream::kSample, 0, 0, 0);
  for (int i = 0; i < 60'000; ++i) ++counts.at(random.below(6));
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 400);
}

TEST(Random, ShuffledIsAPermutationThatDependsOnTheSeed) {
  const auto order = shuffled(100, {1, Stream::kOrder, 0, 0, 0});
  auto sorted = order;
  std::sort(sorted.begin(), sorted.end());
  for (int64_t i = 0; i < 100; ++i) EXPECT_EQ(sorted[static_cast<size_t>(i)], i);
  EXPECT_NE(order, sorted);
  EXPECT_NE(order, shuffled(100, {1, Stream::kOrder, 0, 1, 0}));
  EXPECT_EQ(order, shuffled(100, {1, Stream::kOrder, 0, 0, 0}));
}

}  // namespace
}  // namespace wgan
