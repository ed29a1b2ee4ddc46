#include "wgan/training/health.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace wgan {
namespace {

/// Feeds `count` rows and returns the condition after the last.
Condition after(int64_t count, const std::function<void(MetricsRow& row, double t)>& fill) {
  Health health;
  for (int64_t i = 0; i < count; ++i) {
    MetricsRow row{.step = 50 * (i + 1)};
    // A run that learns: the gap shrinks, samples differ, gradients stay.
    row.w_estimate = 10 * std::exp(-0.02 * static_cast<double>(i));
    row.critic_gradient = 3;
    row.generator_gradient = 0.5;
    row.diversity = 40;
    row.ranked = 0.9;
    fill(row, static_cast<double>(i));
    health.add(row);
  }
  return health.condition();
}

TEST(Health, NamesWhatHappens) {
  EXPECT_EQ(after(10, [](auto&, double) {}), Condition::kStarting);
  EXPECT_EQ(after(50, [](auto&, double) {}), Condition::kLearning);
  EXPECT_EQ(after(50, [](MetricsRow& r,
                         double t) { r.critic_gradient = t < 40 ? 3 : 3 * std::pow(10, t - 40); }),
            Condition::kDiverging);
  EXPECT_EQ(after(50, [](MetricsRow& r,
                         double t) { r.generator_gradient = 0.5 * std::pow(10, -t / 10); }),
            Condition::kCriticTooStrong);
  EXPECT_EQ(after(50, [](MetricsRow& r, double t) { r.diversity = t < 40 ? 40 : 12; }),
            Condition::kModesCollapsing);
  EXPECT_EQ(after(50, [](MetricsRow& r, double t) { r.ranked = t < 30 ? 0.9 : 0.52; }),
            Condition::kCriticTooWeak);
  EXPECT_EQ(after(50, [](MetricsRow& r, double t) { r.ranked_held_out = t < 30 ? 0.55 : 0.9; }),
            Condition::kCriticOverfits);
  EXPECT_EQ(after(100, [](MetricsRow& r, double) { r.w_estimate = 2; }), Condition::kStalled);
}

TEST(Health, OneOutlierIsNoCondition) {
  EXPECT_EQ(after(50,
                  [](MetricsRow& r, double t) {
                    if (t != 48) return;
                    r.critic_gradient = 1e6;
                    r.generator_gradient = 1e-9;
                    r.diversity = 0;
                    r.w_estimate = 0;
                    r.ranked = 0.5;
                  }),
            Condition::kLearning);
}

TEST(Health, SaysWhy) {
  Health health;
  for (int i = 0; i < 40; ++i)
    health.add({.step = i, .generator_gradient = i < 30 ? 1.0 : 0.001, .diversity = 40});
  EXPECT_EQ(condition_name(health.condition()), "critic too strong");
  EXPECT_EQ(health.reason(),
            "the gradient that reaches the generator is less than 1 % of that at the start");
}

}  // namespace
}  // namespace wgan
