#pragma once

#include "wgan/metrics/feature_metrics.h"
#include "wgan/metrics/metrics.h"
#include "wgan/networks/networks.h"

namespace wgan {

/// A small classifier that learns on the spot: a critic of DCGAN with a score for each class, on
/// pictures of at most 32 pixels a side. What it learns is a function of its arguments.
class Classifier {
 public:
  /// Learns from `pictures` with their classes, int64 [N] below `classes`.
  Classifier(const Pictures& pictures, const Tensor& labels, int64_t classes, uint64_t seed);

  /// Returns the mean features of each picture and the probabilities of its classes.
  Features find(const Pictures& pictures) const;

 private:
  void learn(const Pictures& pictures, const Tensor& labels, uint64_t seed);

  Network network_;
};

}  // namespace wgan
