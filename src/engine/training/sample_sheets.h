#pragma once

#include <vector>

#include "wgan/data/data.h"
#include "wgan/run/run_folder.h"
#include "wgan/training/state.h"

namespace wgan {

/// The samples/ folder of a run: a sheet of real pictures, and sheets of the averaged generator's
/// pictures for the same latent points each time. Its norm layers must have been calibrated.
class SampleSheets {
 public:
  SampleSheets(RunFolder folder, const TrainOptions& options, const TrainingState& state,
               Device device);

  /// Writes the sheet of real pictures if it is missing.
  void write_real(const PictureSet& pictures) const;
  /// Writes the sheet of the state's step.
  void write();
  bool has(int64_t step) const;
  /// Writes the sheets of these epochs, which ended in the state's step.
  void write_epochs(const std::vector<int64_t>& epochs) const;
  /// Removes the sheets of later steps and epochs.
  void go_back(int64_t step, int64_t epoch);

  /// Returns the step of the newest sheet written since the start or the last `go_back`; -1 if
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
