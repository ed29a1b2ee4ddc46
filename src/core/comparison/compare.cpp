#include <algorithm>
#include <limits>
#include <set>

#include "wgan/base/error.h"
#include "wgan/comparison/comparison.h"
#include "wgan/options/flags.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr const char* kSeed = "seed";

/// A metric of a run over each of the three ways to say how far the run is.
struct Curves {
  Curve images, steps, seconds;
};

Curves curves_of(const RunRecord& run, const std::string& metric) {
  Curves curves;
  for (const MetricsRow& row : run.rows) {
    const auto value = measured_in(row, metric);
    if (!value) continue;
    curves.images.add(static_cast<double>(row.images), *value);
    curves.steps.add(static_cast<double>(row.step), *value);
    curves.seconds.add(row.seconds, *value);
  }
  return curves;
}

/// The rank correlation of the W estimate, as its mean since the check before, and the metric.
std::optional<double> w_correlation(const RunRecord& run, const std::string& metric) {
  std::vector<double> estimates, values, since;
  for (const MetricsRow& row : run.rows) {
    if (row.w_estimate) since.push_back(*row.w_estimate);
    const auto value = measured_in(row, metric);
    if (!value) continue;
    if (const auto estimate = spread_of(since)) {
      estimates.push_back(estimate->mean);
      values.push_back(*value);
    }
    since.clear();
  }
  return rank_correlation(estimates, values);
}

/// Returns the flags that say which pictures are measured, and in which form.
std::set<std::string> protocol_flags() {
  DataOptions data;
  std::set<std::string> names{"holdout"};
  for (const Flag& flag : preparation_flags(data)) {
    if (flag.name != "cache-limit") names.insert(flag.name);
  }
  return names;
}

std::string value_in(const RunRecord& run, const std::string& flag) {
  const auto found = run.settings.find(flag);
  return found == run.settings.end() ? "" : found->second;
}

/// Throws Error(kUsage) if two runs measured against different pictures.
void check_same_protocol(const RunRecord& a, const RunRecord& b, const std::string& metric) {
  std::vector<std::string> differences;
  for (const std::string& flag : protocol_flags()) {
    const std::string in_a = value_in(a, flag), in_b = value_in(b, flag);
    if (in_a != in_b)
      differences.push_back(cat(dashed(flag), " ", in_a.empty() ? "unset" : in_a, " against ",
                                in_b.empty() ? "unset" : in_b));
  }
  if (differences.empty() && a.pictures != b.pictures)
    differences.push_back(cat("the pictures are ", a.pictures, " against ", b.pictures));
  if (differences.empty()) return;
  throw Error(ExitCode::kUsage,
              cat("the ", metric, " of ", escaped(a.folder.string()), " and of ",
                  escaped(b.folder.string()),
                  " cannot be compared, since they were measured against different pictures: ",
                  escaped(join(differences, "; "))));
}

void check_measured(const RunRecord& run, const std::string& metric) {
  for (const MetricsRow& row : run.rows) {
    if (measured_in(row, metric)) return;
  }
  throw Error(
      ExitCode::kUsage,
      cat(escaped(run.folder.string()), " has no ", metric, " in its metrics.csv: ",
          value_in(run, "best") == "none" ? "--best none measures nothing"
                                          : "its samples have not been measured yet; a smaller "
                                            "--evaluate-every measures them sooner"));
}

/// Returns the flags, without --seed, that decide the result of a run or the machine that computes
/// it, and that differ between runs.
std::vector<std::string> differing_flags(const std::vector<RunRecord>& runs) {
  TrainOptions options;
  std::vector<std::string> names;
  for (const Flag& flag : train_flags(options)) {
    const bool decides =
        flag.role == Role::kShape || flag.role == Role::kResult || flag.role == Role::kMachine;
    if (!decides || flag.name == kSeed) continue;
    // A flag without effect in some runs belongs to another flag, in which these differ.
    std::set<std::string> values;
    for (const RunRecord& run : runs) values.insert(value_in(run, flag.name));
    values.erase("");
    if (values.size() > 1) names.push_back(flag.name);
  }
  return names;
}

std::string group_name(size_t place) {
  constexpr size_t kLetters = 26;
  const std::string letter(1, static_cast<char>('A' + place % kLetters));
  return place < kLetters ? letter : cat(letter, place / kLetters + 1);
}

std::vector<RunGroup> grouped_by_settings(const RunComparison& comparison) {
  std::vector<RunGroup> groups;
  for (size_t i = 0; i < comparison.runs.size(); ++i) {
    std::vector<std::string> settings;
    for (const std::string& flag : comparison.differing)
      settings.push_back(value_in(comparison.runs[i], flag));
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const RunGroup& group) {
      return group.settings == settings;
    });
    if (same != groups.end()) same->runs.push_back(i);
    else groups.push_back({group_name(groups.size()), settings, {i}});
  }
  return groups;
}

/// Returns the best value of a run's checks up to a time; nothing before the first.
std::optional<double> best_until(const RunRecord& run, const std::string& metric, double seconds) {
  std::optional<double> best;
  for (const MetricsRow& row : run.rows) {
    const auto value = measured_in(row, metric);
    if (value && row.seconds <= seconds) best = std::min(best.value_or(*value), *value);
  }
  return best;
}

/// Returns the mean over a group's runs; nothing before all of them have a value.
std::optional<double> best_until(const RunComparison& comparison, const RunGroup& group,
                                 double seconds) {
  std::vector<double> values;
  for (const size_t run : group.runs) {
    if (const auto best = best_until(comparison.runs[run], comparison.metric, seconds))
      values.push_back(*best);
  }
  if (values.size() < group.runs.size()) return std::nullopt;
  return spread_of(values)->mean;
}

std::vector<FrontPoint> front_of(const RunComparison& comparison) {
  std::set<double> times;
  for (const RunRecord& run : comparison.runs) {
    for (const MetricsRow& row : run.rows) {
      if (measured_in(row, comparison.metric)) times.insert(row.seconds);
    }
  }
  std::vector<FrontPoint> front;
  for (const double time : times) {
    std::optional<FrontPoint> leader;
    for (size_t i = 0; i < comparison.groups.size(); ++i) {
      const auto best = best_until(comparison, comparison.groups[i], time);
      if (best && (!leader || *best < leader->best)) leader = FrontPoint{time, i, *best};
    }
    if (leader && (front.empty() || front.back().group != leader->group)) front.push_back(*leader);
  }
  return front;
}

RunNumbers numbers_of(const RunComparison& comparison, const RunRecord& run) {
  const std::string& metric = comparison.metric;
  const Curves curves = curves_of(run, metric);
  RunNumbers numbers{.at_images = curves.images.at(comparison.images),
                     .at_steps = curves.steps.at(comparison.steps),
                     .at_seconds = curves.seconds.at(comparison.seconds),
                     .area = curves.images.mean(comparison.area_from, comparison.images),
                     .w_correlation = w_correlation(run, metric)};
  for (const MetricsRow& row : run.rows) {
    const auto value = measured_in(row, metric);
    if (value && (!numbers.best || *value < *numbers.best))
      numbers.best = *value, numbers.best_step = row.step;
  }
  const MetricsRow& last = run.rows.back();
  if (last.seconds > 0) numbers.images_per_second = static_cast<double>(last.images) / last.seconds;
  for (const MeasuredWhileTraining& other : kMeasuredWhileTraining) {
    if (other.metric == metric) continue;
    if (const auto value = curves_of(run, other.metric).images.at(comparison.images))
      numbers.others[other.metric] = *value;
  }
  return numbers;
}

}  // namespace

RunComparison compare_runs(std::vector<RunRecord> runs, const std::string& metric) {
  RunComparison comparison{.metric = metric, .runs = std::move(runs)};
  constexpr double kFar = std::numeric_limits<double>::infinity();
  comparison.images = comparison.steps = comparison.seconds = kFar;
  for (const RunRecord& run : comparison.runs) {
    check_measured(run, metric);
    check_same_protocol(comparison.runs[0], run, metric);
    const Curves curves = curves_of(run, metric);
    comparison.images = std::min(comparison.images, curves.images.last());
    comparison.steps = std::min(comparison.steps, curves.steps.last());
    comparison.seconds = std::min(comparison.seconds, curves.seconds.last());
    comparison.area_from = std::max(comparison.area_from, curves.images.first());
  }
  for (const RunRecord& run : comparison.runs)
    comparison.numbers.push_back(numbers_of(comparison, run));
  comparison.differing = differing_flags(comparison.runs);
  comparison.groups = grouped_by_settings(comparison);
  comparison.front = front_of(comparison);
  return comparison;
}

}  // namespace wgan
