#pragma once

#include <functional>

#include "wgan/sampling/sampling.h"

namespace wgan {

/// Returns the standard deviation of a number of z.
double deviation_of(const LatentLaw& law);

/// Directions of a latent space, the strongest first.
struct LatentDirections {
  Tensor vectors;  // [latent, latent], a unit vector in each row
  Tensor shares;   // float64 [latent]: of the pictures' change, with a sum of 1
};

/// Returns the directions in which pictures change most: the eigenvectors of E J'J, where J is the
/// Jacobian of the generator's picture by z (the active subspace of Constantine 2014), estimated at
/// the latents of `samples` seeds by differences over a hundredth of a deviation. `labels`, int64
/// [1], may be undefined if the network is not conditional; `done` is called with the number of
/// points done. Throws Error(kModel) if the pictures are not finite.
LatentDirections latent_directions(const Network& generator, const LatentLaw& law,
                                   const Tensor& labels, int64_t samples, Device device,
                                   const std::function<void(int64_t done)>& done = {});

}  // namespace wgan
