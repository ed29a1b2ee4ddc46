#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wgan/image/image.h"
#include "wgan/networks/networks.h"

/// Pictures from a trained generator. Norm layers use their stored statistics, so no picture
/// depends on another.
namespace wgan {

/// The length and the law of a network's z.
LatentLaw law_of(const NetworkOptions& options);

/// z of the samples with these seeds, float [N, latent]: a pure function of each seed.
Tensor latents_of_seeds(const std::vector<uint64_t>& seeds, const LatentLaw& law);

/// A generator as a function of seeds or latents.
class Sampler {
 public:
  /// The network, which stays the caller's, is on `device`; `options` are those that it was made
  /// with. If the `file` that it came from is named, pictures that come of numbers that are not
  /// finite are an Error(kModel) that names it.
  Sampler(const Network& generator, const NetworkOptions& options, Device device,
          std::string file = {});

  /// The sample of each seed; a conditional network makes one of class `label`, or, with -1, of a
  /// class that is a function of the seed. Seeds go through the network in fixed groups of sixteen
  /// neighbours, so a seed gives the same bytes whatever else is asked for, on the same machine and
  /// number of threads.
  std::vector<Image> of_seeds(const std::vector<uint64_t>& seeds, int64_t label = -1) const;

  /// The pictures of z, float [N, latent], in groups of the same size. `labels`, int64 [N], may be
  /// undefined where the network is not conditional.
  std::vector<Image> of_latents(const Tensor& z, const Tensor& labels) const;

  /// The class of each seed's sample, int64 [N]; undefined where the network is not conditional.
  Tensor labels_of_seeds(const std::vector<uint64_t>& seeds, int64_t label = -1) const;

  /// The picture of seed 0 as bytes, uint8 [H, W, C]: kept in model files, and made again by those
  /// who check them.
  Tensor self_test_picture() const;

  const LatentLaw& law() const { return law_; }

 private:
  const Network& generator_;
  LatentLaw law_;
  int64_t classes_;  // 0 = not conditional
  Device device_;
  std::string file_;
};

/// From `a` to `b`, float [latent] each, at `t` in [0, 1]: straight ("lerp"), or along the arc
/// between them ("slerp", Shoemake 1985; White 2016 for latents), whose length goes from |a| to
/// |b|. Both give `a` and `b` exactly at the ends.
Tensor between(const std::string& mode, const Tensor& a, const Tensor& b, double t);

}  // namespace wgan
