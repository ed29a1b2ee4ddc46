#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wgan/image.h"
#include "wgan/networks.h"

/// Pictures from a trained generator. Norm layers use their stored statistics, so no picture
/// depends on another.
namespace wgan {

/// The sample of each seed. Seeds go through the network in fixed groups of sixteen neighbours, so
/// a seed gives the same bytes whatever else is asked for, on the same machine and number of
/// threads.
std::vector<Image> pictures_of_seeds(const Network& generator, int64_t latent,
                                     const std::vector<uint64_t>& seeds, Device device);

/// The pictures of z, float [N, latent], in chunks of the same fixed size.
std::vector<Image> pictures_of_latents(const Network& generator, const Tensor& z, Device device);

/// From `a` to `b`, float [latent] each, at `t` in [0, 1]: straight ("lerp"), or along the arc
/// between them ("slerp", Shoemake 1985; White 2016 for latents), whose length goes from |a| to
/// |b|. Both give `a` and `b` exactly at the ends.
Tensor between(const std::string& mode, const Tensor& a, const Tensor& b, double t);

/// The picture of seed 0 as bytes, uint8 [H, W, C]: kept in model files, and made again by those
/// who check them.
Tensor self_test_picture(const Network& generator, int64_t latent, Device device);

}  // namespace wgan
