#pragma once

#include "wgan/options/options.h"
#include "wgan/training/probe.h"

namespace wgan {

/// Returns the share of the pictures that DiffAugment changes from now on, after `share` so far and
/// a look at the networks that came `pictures` after the last one (Karras 2020, section 3.1). The
/// critic overfits by r = (E f(real) - E f(held out)) / (E f(real) - E f(generated)); the share
/// rises where r is above --diffaugment-target and falls where it is below, by 1 in 100,000
/// pictures.
double adapted_share(const DataOptions& options, const Probe& look, double share, int64_t pictures);

}  // namespace wgan
