#include "wgan/training/health.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr size_t kRecent = 5;      // rows that are compared with the run so far
constexpr size_t kFewest = 15;     // rows before anything is said
constexpr int kSteady = 3;         // rows in a row that must say the same
constexpr double kGrown = 20;      // times: gradients that diverge
constexpr double kFaded = 0.01;    // share of the first rows' gradient: the critic is too strong
constexpr double kGuesses = 0.6;   // share of pairs ranked right: the critic is too weak
constexpr double kByHeart = 0.75;  // share of pairs of known and held-out pictures: it overfits
constexpr double kAlike = 0.5;     // share of the largest diversity
constexpr size_t kStill = 60;      // rows over which a run must move
constexpr double kMoved = 0.02;    // share by which it must

using Number = std::optional<double> (*)(const MetricsRow& row);

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// The median of a number over some rows, if they have it.
std::optional<double> median_of(const std::vector<MetricsRow>& rows, size_t first, size_t last,
                                Number number) {
  std::vector<double> values;
  for (size_t i = first; i < last; ++i) {
    if (const auto value = number(rows[i])) values.push_back(*value);
  }
  return median(std::move(values));
}

/// The largest of the medians of kRecent rows one after the other, up to the recent ones.
std::optional<double> highest(const std::vector<MetricsRow>& rows, Number number) {
  std::optional<double> most;
  for (size_t first = 0; first + kRecent <= rows.size(); first += kRecent) {
    if (const auto one = median_of(rows, first, first + kRecent, number))
      most = std::max(most.value_or(*one), *one);
  }
  return most;
}

std::optional<double> critic_gradient(const MetricsRow& r) { return r.critic_gradient; }
std::optional<double> generator_gradient(const MetricsRow& r) { return r.generator_gradient; }
std::optional<double> diversity(const MetricsRow& r) { return r.diversity; }
std::optional<double> ranked(const MetricsRow& r) { return r.ranked; }

/// How far the critic's scores of real and generated pictures are apart.
std::optional<double> gap(const MetricsRow& r) {
  if (r.score_real && r.score_fake) return *r.score_real - *r.score_fake;
  return r.w_estimate;
}

std::optional<double> by_heart(const MetricsRow& r) { return r.ranked_held_out; }

std::string percent(double share) {
  return share < 0.01 ? "less than 1 %" : cat(std::lround(100 * share), " %");
}

}  // namespace

std::string condition_name(Condition condition) {
  switch (condition) {
    case Condition::kStarting:
      return "starting";
    case Condition::kLearning:
      return "learning";
    case Condition::kDiverging:
      return "diverging";
    case Condition::kCriticTooStrong:
      return "critic too strong";
    case Condition::kCriticTooWeak:
      return "critic too weak";
    case Condition::kCriticOverfits:
      return "critic overfits";
    case Condition::kModesCollapsing:
      return "modes collapsing";
    case Condition::kStalled:
      return "stalled";
  }
  return "";
}

Condition Health::add(const MetricsRow& row) {
  if (early_.size() < kRecent) early_.push_back(row);
  if (!row.diversity) return condition_;
  rows_.push_back(row);
  const auto [found, reason] = judge();
  times_ = found == last_ ? times_ + 1 : 1;
  last_ = found;
  if (found == condition_ || times_ >= kSteady) {
    condition_ = found;
    reason_ = reason;
  }
  return condition_;
}

Health::Judgement Health::judge() const {
  const size_t all = rows_.size(), recent = all - std::min(all, kRecent);
  if (all < kFewest) return {Condition::kStarting, ""};
  const auto now = [&](Number number) { return median_of(rows_, recent, all, number); };
  const auto usual = [&](Number number) { return median_of(rows_, 0, recent, number); };

  if (const auto grown = now(critic_gradient), before = usual(critic_gradient);
      grown && before && *before > 0 && *grown > kGrown * *before) {
    return {Condition::kDiverging, cat("the gradient of the critic's loss is ",
                                       std::lround(*grown / *before), " times as large as it was")};
  }
  if (const auto left = now(generator_gradient),
      began = median_of(early_, 0, early_.size(), generator_gradient);
      left && began && *began > 0 && *left < kFaded * *began) {
    return {Condition::kCriticTooStrong, cat("the gradient that reaches the generator is ",
                                             percent(*left / *began), " of that at the start")};
  }
  if (const auto alike = now(diversity), most = highest(rows_, diversity);
      alike && most && *alike < kAlike * *most) {
    return {Condition::kModesCollapsing,
            cat("samples differ by ", percent(*alike / *most), " of what they did")};
  }
  if (const auto known = now(by_heart); known && *known > kByHeart) {
    return {Condition::kCriticOverfits,
            cat("of pairs of a picture that it learns from and a held-out one, the critic scores ",
                percent(*known), " higher for the first, and half would be chance")};
  }
  if (const auto right = now(ranked); right && *right < kGuesses) {
    return {Condition::kCriticTooWeak,
            cat("of pairs of a real and a generated picture, the critic ranks ", percent(*right),
                " right, and half would be guessing")};
  }
  if (all >= kStill) {
    const auto before = median_of(rows_, all - kStill, all - kStill / 2, gap),
               after = median_of(rows_, all - kStill / 2, all, gap),
               looked = median_of(rows_, all - kStill, all - kStill / 2, diversity),
               looks = median_of(rows_, all - kStill / 2, all, diversity);
    const auto moved = [](const std::optional<double>& a, const std::optional<double>& b) {
      return !a || !b || std::abs(*b - *a) > kMoved * std::max(std::abs(*a), std::abs(*b));
    };
    if (!moved(before, after) && !moved(looked, looks)) {
      return {Condition::kStalled,
              cat("neither the gap nor the diversity of the samples has changed by ",
                  percent(kMoved), " over ", kStill, " rows")};
    }
  }
  return {Condition::kLearning, ""};
}

}  // namespace wgan
