#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "wgan/data/data.h"
#include "wgan/metrics/metrics.h"
#include "wgan/training/update.h"

/// A training on pictures as `wgan train` does it, without a folder. Private to this folder.
namespace wgan {

/// Returns the settings of `wgan train` with these flags for the pictures.
TrainOptions options_for_pictures(std::vector<std::pair<std::string, std::string>> flags,
                                  const PictureSet& pictures, uint64_t seed);

class PictureTraining {
 public:
  /// The pictures must outlive it.
  /// Without a range, the critic sees the values that --norm means for these pictures.
  PictureTraining(TrainOptions options, const PictureSet& pictures, int64_t steps = 1,
                  const std::optional<Range>& range = {});

  /// Makes a whole step.
  void step();
  /// Updates the critic alone, with `real` as it sees it.
  void update_critic_alone(const Batch& real);
  /// The next real pictures, as the critic sees them.
  Batch next();
  /// The averaged generator's first samples, uint8 [count, H, W, C], with the statistics that
  /// belong to its weights.
  Pictures samples(int64_t count);

  const TrainOptions& options() const { return options_; }
  const Range& range() const { return critic_input_.range(); }
  TrainingState& state() { return state_; }

 private:
  TrainOptions options_;
  std::unique_ptr<Loss> loss_;
  CriticInput critic_input_;
  TrainingState state_;
  Batches batches_;
  Training training_;
  Updates updates_;
};

/// Returns some pictures of a set, evenly spread over it, uint8 [count, H, W, C]: the i-th is that
/// of the place i * size / count. Throws Error(kData) if the set has too few to measure anything.
Pictures some_of_set(const PictureSet& pictures, int64_t count);

/// Returns pictures as a sheet.
Image sheet_of(const Pictures& pictures, int64_t columns);

}  // namespace wgan
