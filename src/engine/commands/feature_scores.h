#pragma once

#include <functional>
#include <string>
#include <vector>

#include "measured.h"
#include "wgan/features/features.h"
#include "wgan/metrics/metrics.h"
#include "wgan/report/report.h"

namespace wgan {

/// Measures generated pictures against real ones by the features of a network.
class FeatureScores {
 public:
  /// Finds the features of pictures, like features_of.
  using Find = std::function<Features(const Pictures& pictures,
                                      const std::function<void(int64_t done)>& progress)>;

  /// `features` must outlive it. Finds the features of the real pictures. The features of pictures
  /// that came from files are kept in the cache folder, and taken from there if the same pictures
  /// are measured again.
  FeatureScores(const OpenedFeatures& features, const Measured& real, uint64_t seed,
                Console& console, Find find);

  /// Returns the scores of `fake`. A number that so few pictures cannot give is left out, and the
  /// reason goes to the console.
  std::vector<Score> of(const Measured& fake, Console& console) const;

 private:
  Features of_set(const Measured& set, const char* whose, Console& console) const;

  const OpenedFeatures& features_;
  Find find_;
  uint64_t seed_;
  Features real_;
};

}  // namespace wgan
