#pragma once

#include <vector>

#include "wgan/data/data.h"
#include "wgan/run/run_folder.h"
#include "wgan/training/state.h"

namespace wgan {

/// samples/ of a run: a sheet of real pictures, and sheets of what the averaged generator makes of
/// the same points of the latent space each time. Its norm layers must have been calibrated.
class SampleSheets {
 public:
  SampleSheets(RunFolder folder, const TrainOptions& options, const TrainingState& state,
               Device device);

  /// The sheet of real pictures, if it is not there.
  void write_real(const PictureSet& pictures) const;
  /// The sheet of the step that the state is at.
  void write();
  bool has(int64_t step) const;
  /// The sheet of each of these epochs, which ended in that step.
  void write_epochs(const std::vector<int64_t>& epochs) const;
  /// Removes the sheets of later steps and epochs.
  void go_back(int64_t step, int64_t epoch);

  /// The step of the newest sheet that was written since the start or the last `go_back`; -1 if
  /// there is none.
  int64_t last_step() const { return last_step_; }

 private:
  std::string png() const;

  RunFolder folder_;
  const TrainOptions& options_;
  const TrainingState& state_;
  Device device_;
  int64_t last_step_ = -1;
};

}  // namespace wgan
