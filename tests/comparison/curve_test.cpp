#include "wgan/comparison/curve.h"

#include <gtest/gtest.h>

#include <cmath>

namespace wgan {
namespace {

Curve tent() {
  Curve curve;
  curve.add(0, 0);
  curve.add(10, 10);
  curve.add(20, 0);
  return curve;
}

TEST(Curve, IsStraightBetweenItsPoints) {
  EXPECT_EQ(tent().at(0), 0.0);
  EXPECT_EQ(tent().at(5), 5.0);
  EXPECT_EQ(tent().at(10), 10.0);
  EXPECT_EQ(tent().at(17.5), 2.5);
  EXPECT_FALSE(tent().at(-1));
  EXPECT_FALSE(tent().at(20.5));
  EXPECT_FALSE(Curve().at(0));
}

TEST(Curve, LeavesOutPointsThatGoBack) {
  Curve curve = tent();
  curve.add(20, 7);
  curve.add(15, 7);
  EXPECT_EQ(curve.at(20), 0.0);
  EXPECT_EQ(curve.at(15), 5.0);
}

TEST(Curve, ItsMeanIsTheAreaBelowIt) {
  EXPECT_DOUBLE_EQ(tent().mean(0, 20).value(), 5.0);
  // From 5 to 10 the area is 37.5, from 10 to 20 it is 50.
  EXPECT_DOUBLE_EQ(tent().mean(5, 20).value(), 87.5 / 15);
  EXPECT_DOUBLE_EQ(tent().mean(2, 4).value(), 3.0);
  EXPECT_FALSE(tent().mean(5, 25));
  EXPECT_FALSE(tent().mean(5, 5));
}

TEST(RankCorrelation, IsThatOfRanks) {
  EXPECT_DOUBLE_EQ(rank_correlation({1, 2, 3, 4}, {10, 100, 1000, 1001}).value(), 1.0);
  EXPECT_DOUBLE_EQ(rank_correlation({1, 2, 3, 4}, {4, 3, 2, -7}).value(), -1.0);
  // scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])
  EXPECT_NEAR(rank_correlation({1, 2, 3, 4, 5}, {5, 6, 7, 8, 7}).value(), 0.8207826816681233,
              1e-12);
  EXPECT_FALSE(rank_correlation({1, 2, 3}, {1, 2, 3}));
  EXPECT_FALSE(rank_correlation({1, 1, 1, 1}, {1, 2, 3, 4}));
}

TEST(SpreadOf, IsThatOfASample) {
  EXPECT_FALSE(spread_of({}));
  EXPECT_EQ(spread_of({3})->mean, 3);
  EXPECT_FALSE(spread_of({3})->deviation);
  EXPECT_DOUBLE_EQ(spread_of({1, 2, 6})->mean, 3);
  EXPECT_DOUBLE_EQ(spread_of({1, 2, 6})->deviation.value(), std::sqrt(7.0));  // (4 + 1 + 9) / 2
}

}  // namespace
}  // namespace wgan
