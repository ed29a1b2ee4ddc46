#pragma once

#include "wgan/networks/networks.h"
#include "wgan/options/options.h"

namespace wgan {

/// The floating-point operations of a network's forward pass over one sample: in all layers, in the
/// first and in the last that has weights. A multiplication and its addition count as two.
struct Work {
  double all = 0, first = 0, last = 0;
};
Work work_of(const Network& network, const std::vector<int64_t>& input);

/// Returns the floating-point operations of a step: the critic's updates, --n-critic of them, and
/// the generator's. Those of norms, activations and optimizers, and of --r1 and --r2, are left out
/// (docs/performance.md, "What an update costs"). The networks need no values.
double work_of_step(const TrainOptions& options, const Networks& networks);

}  // namespace wgan
