#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "wgan/data/data.h"
#include "wgan/metrics/metrics.h"
#include "wgan/networks/networks.h"
#include "wgan/options/options.h"
#include "wgan/report/report.h"

namespace wgan {

/// The metrics of a run while it trains: those of `evaluate` that take little time, of up to 1,024
/// samples of the averaged generator against as many training pictures.
class QualityCheck {
 public:
  /// The same pictures are chosen whatever the seed of the run, so that runs can be compared.
  QualityCheck(const TrainOptions& options, const PictureSet& pictures, Device device);

  /// Steps from one check to the next: --evaluate-every or, if that is a share of the time, so many
  /// that checks take no more, by the operations of both; a multiple of --log-every. 0 if there are
  /// no checks.
  int64_t every() const { return every_; }
  /// Measures the samples of `average`, whose norm layers have their statistics, and writes the
  /// metrics into the row.
  void measure(const Network& average, MetricsRow& row) const;

 private:
  const TrainOptions& options_;
  Device device_;
  Pictures real_;
  int64_t every_;
};

/// How a metric that is better the lower it is develops over the rows of a run.
class BestSoFar {
 public:
  explicit BestSoFar(std::string metric) : metric_(std::move(metric)) {}
  void add(const MetricsRow& row);

  /// Returns the steps of the `count` best rows, the best first.
  std::vector<int64_t> steps(int64_t count) const;
  /// Checks since the metric last improved by more than 2 %.
  int64_t without_improvement() const { return without_improvement_; }

 private:
  struct Place {
    double value;
    int64_t step;
  };
  std::string metric_;
  std::vector<Place> ranked_;  // the best first, the earlier of equals
  std::optional<double> mark_;
  int64_t without_improvement_ = 0;
};

}  // namespace wgan
