#pragma once

#include <functional>
#include <string>

#include "wgan/critic_input/critic_input.h"
#include "wgan/data/data.h"
#include "wgan/distributed/process_group.h"
#include "wgan/losses/losses.h"
#include "wgan/training/state.h"

namespace wgan {

/// The options, state and functions that an update works with.
struct Training {
  const TrainOptions& options;
  TrainingState& state;
  const CriticInput& critic_input;
  const Loss& loss;
  int64_t steps = 1;  // length of the run, for --schedule
  const ProcessGroup& group = single_process();

  /// Return the samples of a batch that this process works on: how many, and the first of them.
  int64_t share() const { return options.batch / group.size(); }
  int64_t first() const { return group.rank() * share(); }
};

/// Called with every tensor that an update makes, in order, and what it is: "critic, conv1 of the
/// real pictures".
using TensorObserver = std::function<void(const std::string& what, const Tensor& tensor)>;

/// The results of an update, over all ranks.
struct Update {
  LossTerms loss;
  Tensor gradient_norm;  // over all weights; a scalar on the device
};

/// Make the next update of a network in the step that `state` is in. `real` is this process's share
/// of a batch as the critic sees it; the generator's update takes the one that the critic saw last.
/// Neither counts the update in `state.progress`.
Update update_critic(const Training& training, const Batch& real,
                     const TensorObserver& observer = {});
Update update_generator(const Training& training, const Batch& real,
                        const TensorObserver& observer = {});

/// A run's updates in their order: `n_critic` of the critic, then one of the generator, which
/// completes the step.
class Updates {
 public:
  Updates(const Training& training, Batches& batches);

  /// Returns whose turn it is.
  Player next() const;
  /// Makes the update of the network whose turn it is, and counts it.
  Update take(const TensorObserver& observer = {});
  /// Returns the real pictures of the last update as the critic saw them.
  const Batch& real() const { return real_; }

 private:
  Batch seen(const Batch& batch, int64_t update) const;

  const Training training_;
  Batches& batches_;
  Batch dealt_, real_;  // the same pictures, as they came and as the critic saw them
};

}  // namespace wgan
