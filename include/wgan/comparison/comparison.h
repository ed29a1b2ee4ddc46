#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "wgan/comparison/curve.h"
#include "wgan/files/files.h"
#include "wgan/run/metrics_csv.h"

/// Trained runs side by side: the settings that differ, and how good the samples were at equal
/// pictures seen, equal steps and equal seconds. Read from the runs' folders, without LibTorch.
namespace wgan {

/// A run as its folder tells of it.
struct RunRecord {
  Path folder;
  std::map<std::string, std::string> settings;  // values by flag, as the run began
  std::string pictures;                         // RunFacts::pictures
  bool changed = false;                         // settings, by a resumed run
  std::vector<MetricsRow> rows;
};

/// Returns the runs that `paths` name: a run, or each run in a folder of runs. Throws Error(kUsage)
/// for anything else and for a run that is named twice.
std::vector<Path> runs_in(const std::vector<std::string>& paths);

/// Reads a run. Throws Error(kUsage) if it has saved nothing yet, Error(kData) if its metrics.csv
/// is not one, and Error(kModel) if its newest state is damaged.
RunRecord read_run(const Path& folder);

/// What is compared of one run. A quantity that the run does not have is empty.
struct RunNumbers {
  std::optional<double> at_images, at_steps, at_seconds;  // the metric at the common points
  std::optional<double> area;  // mean of the metric over the pictures seen
  std::optional<double> best;  // of all checks
  int64_t best_step = 0;
  std::optional<double> w_correlation;      // rank correlation of W estimate and metric
  std::optional<double> images_per_second;  // over the whole run
  std::map<std::string, double> others;     // the other metrics at the common pictures seen
};

/// Runs that differ only in their seeds.
struct RunGroup {
  std::string name;                   // A, B, …, Z, A2, …
  std::vector<std::string> settings;  // values of RunComparison::differing
  std::vector<size_t> runs;           // places in RunComparison::runs
};

/// From which time on a group has the best samples so far.
struct FrontPoint {
  double seconds = 0;  // of training
  size_t group = 0;    // place in RunComparison::groups
  double best = 0;     // mean over the group's runs of the best value so far
};

struct RunComparison {
  std::string metric;
  std::vector<RunRecord> runs;
  std::vector<RunNumbers> numbers;     // of each run
  std::vector<std::string> differing;  // flags, without --seed
  std::vector<RunGroup> groups;
  double images = 0, steps = 0, seconds = 0;  // the common points: the least that a run reached
  double area_from = 0;  // the area is over pictures seen from here to `images`
  std::vector<FrontPoint> front;
};

/// Compares runs by a metric that they measured while they trained. Throws Error(kUsage) if one did
/// not measure it, or if they measured it against different pictures.
RunComparison compare_runs(std::vector<RunRecord> runs, const std::string& metric);

/// Format for people, or as a single JSON object. `sheet` is the file of samples; empty if there
/// is none.
std::string to_text(const RunComparison& comparison, const std::string& sheet);
std::string to_json(const RunComparison& comparison, const std::string& sheet);

}  // namespace wgan
