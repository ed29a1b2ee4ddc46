#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "wgan/image/image.h"
#include "wgan/networks/networks.h"

/// Pictures from a trained generator. Norm layers use their stored statistics, so no picture
/// depends on another.
namespace wgan {

/// Returns the length and distribution of a network's z.
LatentLaw law_of(const NetworkOptions& options);

/// Returns z for the samples with these seeds, float [N, latent]: a pure function of each seed.
Tensor latents_of_seeds(const std::vector<uint64_t>& seeds, const LatentLaw& law);

/// A generator as a function of seeds or latents.
class Sampler {
 public:
  /// `generator` must be on `device` and outlive the sampler; `options` are those that it was made
  /// with. If `file` names the file that it came from, pictures made of non-finite numbers throw
  /// Error(kModel) that names it.
  Sampler(const Network& generator, const NetworkOptions& options, Device device,
          std::string file = {});

  /// Returns the sample of each seed. A conditional network makes one of class `label` or, if that
  /// is -1, of a class that is a function of the seed. Seeds go through the network in fixed groups
  /// of sixteen neighbours, so a seed gives the same bytes whatever else is requested, on the same
  /// machine and number of threads.
  std::vector<Image> of_seeds(const std::vector<uint64_t>& seeds, int64_t label = -1) const;

  /// Returns the samples of `count` seeds from `first` on as bytes, uint8 [count, H, W, C]. They do
  /// not depend on the number of threads: on a CPU, each thread makes some of them alone. `done` is
  /// called with the number of samples made, one call at a time.
  Tensor bytes_of_seeds(uint64_t first, int64_t count,
                        const std::function<void(int64_t made)>& done = {}) const;

  /// Returns the pictures for z, float [N, latent], in groups of the same size. `labels`, int64
  /// [N], may be undefined if the network is not conditional.
  std::vector<Image> of_latents(const Tensor& z, const Tensor& labels) const;

  /// Returns the class of each seed's sample, int64 [N]; undefined if the network is not
  /// conditional.
  Tensor labels_of_seeds(const std::vector<uint64_t>& seeds, int64_t label = -1) const;

  /// Returns the picture of seed 0 as bytes, uint8 [H, W, C]. Model files keep it, and checks make
  /// it again.
  Tensor self_test_picture() const;

  const LatentLaw& law() const { return law_; }

 private:
  const Network& generator_;
  LatentLaw law_;
  int64_t classes_;  // 0 = not conditional
  Device device_;
  std::string file_;
};

/// Interpolates from `a` to `b`, float [latent] each, at `t` in [0, 1]: straight ("lerp"), or along
/// the arc between them ("slerp", Shoemake 1985; White 2016 for latents), with a length that goes
/// from |a| to |b|. Both return `a` and `b` exactly at the ends.
Tensor between(const std::string& mode, const Tensor& a, const Tensor& b, double t);

}  // namespace wgan
