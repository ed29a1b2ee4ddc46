#pragma once

#include "wgan/networks/networks.h"

namespace wgan {

/// Historical averaging (Salimans 2016, section 3.3): the loss of a network gets the term w |theta
/// - mean of theta so far|^2, whose gradient is 2 w (theta - mean).
class HistoricalAverage {
 public:
  /// With weight 0 it does nothing and holds nothing.
  HistoricalAverage(const Network& network, double weight);

  /// Begins anew with the current weights.
  void restart(const Network& network);
  /// Adds the term's gradient to those of the loss, in the order of the parameters.
  void pull(const Network& network, TensorList& gradients) const;
  /// Adds the current weights to the mean.
  void add(const Network& network);
  NamedTensors state() const;

 private:
  double weight_;
  NamedTensors mean_;
  TensorList means_;  // the tensors of mean_
  Tensor count_;      // number of values in the mean
};

}  // namespace wgan
