#pragma once

#include <optional>

#include "wgan/critic_input/critic_input.h"
#include "wgan/data/data.h"
#include "wgan/networks/networks.h"

namespace wgan {

/// The most pictures of each kind that a probe looks at.
inline constexpr int64_t kProbed = 64;

/// The real pictures of a run's probes: the same ones all along, as the critic sees them without
/// random transforms.
struct ProbedPictures {
  Batch known;                    // that the critic learns from
  std::optional<Batch> held_out;  // that it never sees
};

/// What a look at both networks shows.
struct Probe {
  double diversity = 0;  // root mean square difference of two samples, in levels of 255
  double score_real = 0, score_fake = 0;  // mean scores of the critic
  std::optional<double> score_held_out;
  /// Share of pairs of a real picture and a sample of which the critic scores the real one higher;
  /// a tie is half a pair. Then the same of pictures that it learns from and held-out ones.
  double ranked = 0;
  std::optional<double> ranked_held_out;
  /// The largest gradient of the critic with respect to a picture in [-1, 1], over pictures between
  /// real and generated ones.
  double slope = 0;

  /// The gap of the scores as a distance, in levels of 255 by which a value would have to be moved:
  /// a critic of slope L is L times a function that the Wasserstein distance allows. `values` is
  /// how many a picture has.
  std::optional<double> distance(int64_t values) const;
};

/// Returns up to kProbed pictures, at most twice a batch, spread evenly over the set.
Batch probed_pictures(const PictureSet& pictures, int64_t batch, const CriticInput& critic_input,
                      Device device);

/// Returns the critic's scores of pictures as it sees them, float64 [N], as `probe` takes them.
Tensor critic_scores(const TrainOptions& options, const Networks& nets, const Batch& batch);

/// Looks at the networks without changing anything: norm layers work as in an update and keep their
/// statistics, and nothing is drawn.
Probe probe(const TrainOptions& options, const Networks& nets, const CriticInput& critic_input,
            const ProbedPictures& pictures);

}  // namespace wgan
