#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "wgan/distributed/process_group.h"

namespace wgan {

/// The mean of the ranks' gradients. Gradients are added as the backward pass makes them; while it
/// goes on, those that are there travel in buckets of some megabytes, as in Li et al. 2020,
/// "PyTorch Distributed: Experiences on Accelerating Data Parallel Training", section 3.2.
class GradientMean {
 public:
  /// `weights` are those that the gradients belong to, in the order of the parameters. The last one
  /// is expected first.
  GradientMean(const ProcessGroup& group, const TensorList& weights);

  /// Adds this rank's gradient of weight number `index`. One by one, each at most once.
  void add(size_t index, const Tensor& gradient);
  /// Returns the mean gradients over the ranks, in the order of the weights, each with the strides
  /// of its weight; zeros for weights that no gradient was added for.
  TensorList wait();

 private:
  struct Bucket {
    Tensor flat;
    size_t missing = 0;
    std::unique_ptr<PendingSum> sum;
  };
  void start_full_buckets();

  const ProcessGroup& group_;
  std::vector<size_t> bucket_of_;  // by weight
  TensorList views_;               // of the buckets, by weight
  std::vector<bool> added_;        // by weight
  std::deque<Bucket> buckets_;     // in the order in which they travel
  size_t next_ = 0;                // bucket to travel
};

}  // namespace wgan
