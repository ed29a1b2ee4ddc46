#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wgan/base/image.h"
#include "wgan/data/data.h"
#include "wgan/run/run_folder.h"
#include "wgan/training/state.h"

namespace wgan {

/// A sheet as a PNG file.
struct EncodedSheet {
  std::string png;
  int64_t width = 0, height = 0, channels = 0;
};

/// The samples/ folder of a run: a sheet of real pictures, and sheets of the averaged generator's
/// pictures for the same latent points each time. Its norm layers must have been calibrated.
class SampleSheets {
 public:
  /// `command` is what the texts of the sheets say about how they came to be.
  SampleSheets(RunFolder folder, const TrainOptions& options, const TrainingState& state,
               Device device, std::string command);

  /// Writes the sheet of real pictures if it is missing, and returns it then.
  std::optional<EncodedSheet> write_real(const PictureSet& pictures) const;
  /// Writes the sheet of the state's step, and returns it.
  EncodedSheet write();
  bool has(int64_t step) const;
  /// Writes the sheets of these epochs, which ended in the state's step.
  void write_epochs(const std::vector<int64_t>& epochs);
  /// Removes the sheets of later steps and epochs.
  void go_back(int64_t step, int64_t epoch);

  /// Returns the first pictures of the newest sheet written, as the live view shows them.
  const std::vector<Image>& newest() const { return newest_; }
  /// Returns the step of the newest sheet written since the start or the last `go_back`; -1 if
  /// there is none.
  int64_t last_step() const { return last_step_; }

 private:
  EncodedSheet drawn();

  RunFolder folder_;
  const TrainOptions& options_;
  const TrainingState& state_;
  Device device_;
  std::string command_;
  std::vector<Image> newest_;
  int64_t last_step_ = -1;
};

}  // namespace wgan
