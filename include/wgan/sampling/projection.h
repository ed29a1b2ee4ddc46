#pragma once

#include <functional>

#include "wgan/sampling/sampling.h"

namespace wgan {

struct ProjectionOptions {
  int64_t starts = 8, steps = 400;
  double rate = 0.05;  // of Adam, in deviations of z
  uint64_t seed = 0;   // of the first start
};

/// A latent whose picture is near to a given one.
struct Projection {
  Tensor z;                 // float [latent]
  int64_t label = -1;       // its class; -1 if the network is not conditional
  double error = 0;         // root mean square difference of the pictures, in levels of 255
  std::vector<double> all;  // that of each start
};

/// Searches for the latent whose picture is nearest to `target`, float [1, C, H, W]: by Adam from
/// the latents of some seeds, all at once, by the mean square difference at the picture's size and,
/// so that a start far off finds its way, at a half and a quarter of it. z stays where the law has
/// it: at most a quarter longer than usual (normal), in [-1, 1] (uniform), on its sphere. `labels`,
/// int64 [starts], may be undefined if the network is not conditional. `done` is called with the
/// steps done and the error of the best start so far.
Projection project(const Network& generator, const LatentLaw& law, const Tensor& labels,
                   const Tensor& target, const ProjectionOptions& options, Device device,
                   const std::function<void(int64_t done, double error)>& done = {});

}  // namespace wgan
