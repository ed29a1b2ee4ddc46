#pragma once

#include <functional>
#include <string>
#include <vector>

#include "wgan/run/run_folder.h"
#include "wgan/training/quality.h"

namespace wgan {

/// The best models of a run: best.pt, and in best/ as many as --keep says. Which ones these are
/// follows from the rows of metrics.csv, so that a run that goes back keeps what belongs to it.
class BestModels {
 public:
  BestModels(RunFolder folder, const TrainOptions& options);

  /// Forgets the rows so far for those of a state of `step`, and removes the models of later steps.
  void go_back(const std::vector<MetricsRow>& rows, int64_t step);
  /// Takes a row with metrics. If it is among the best, writes the model that `pack` returns.
  /// Returns whether it is the best so far.
  bool add(const MetricsRow& row, const std::function<std::string()>& pack);
  /// Removes models that are no longer among the best. Until a state has been saved, a run could go
  /// back to where they were.
  void drop_superfluous() const;

  const BestSoFar& so_far() const { return so_far_; }

 private:
  void name_the_best() const;

  RunFolder folder_;
  const TrainOptions& options_;
  BestSoFar so_far_;
};

}  // namespace wgan
