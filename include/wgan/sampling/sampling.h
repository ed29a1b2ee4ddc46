#pragma once

#include <cstdint>
#include <functional>
#include <optional>
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

/// Returns latents of the law as ones closer to 0: of the normal law as ones of the normal
/// distribution truncated to [-truncation, truncation] (Brock 2018, section 3.1), by the inverse of
/// its distribution function instead of by drawing again; of the uniform law, multiplied by
/// `truncation`, at most 1. Not for "sphere".
Tensor within(const Tensor& z, const LatentLaw& law, double truncation);

/// The classes of pictures: those of `labels`, int64 [N], undefined if the network is not
/// conditional; or what lies on the way to `others`, int64 [N], by `share`, float [N].
struct SampleClasses {
  Tensor labels{}, others{}, share{};
};

/// A generator as a function of seeds or latents. On a CPU, each thread makes some of the pictures
/// alone, so that no bit depends on the number of threads.
class Sampler {
 public:
  /// `generator` must be on `device` and outlive the sampler; `options` are those that it was made
  /// with. If `file` names the file that it came from, pictures made of non-finite numbers throw
  /// Error(kModel) that names it. With `truncation`, the latents of seeds go through `within`.
  Sampler(const Network& generator, const NetworkOptions& options, Device device,
          std::string file = {}, std::optional<double> truncation = {});

  /// Returns the sample of each seed. A conditional network makes one of class `label` or, if that
  /// is -1, of a class that is a function of the seed. Seeds go through the network in fixed groups
  /// of sixteen neighbours, so a seed gives the same bytes whatever else is requested, on the same
  /// machine.
  std::vector<Image> of_seeds(const std::vector<uint64_t>& seeds, int64_t label = -1) const;

  /// Returns the samples of `count` seeds from `first` on as bytes, uint8 [count, H, W, C]. `done`
  /// is called with the number of samples made.
  Tensor bytes_of_seeds(uint64_t first, int64_t count,
                        const std::function<void(int64_t made)>& done = {}) const;

  /// Returns the pictures for z, float [N, latent], in groups of the same size.
  std::vector<Image> of_latents(const Tensor& z, const SampleClasses& classes) const;

  /// Returns the class of each seed's sample, int64 [N]; undefined if the network is not
  /// conditional.
  Tensor labels_of_seeds(const std::vector<uint64_t>& seeds, int64_t label = -1) const;

  /// Returns the picture of seed 0 as bytes, uint8 [H, W, C]. Model files keep it, and checks make
  /// it again.
  Tensor self_test_picture() const;

  /// Calls `work(i)` for each i below `count`: on a CPU, several at once, each on one thread.
  void for_each(int64_t count, const std::function<void(int64_t i)>& work) const;

  const LatentLaw& law() const { return law_; }
  /// Returns latents of the law as those of seeds are: through `within` if there is a truncation.
  Tensor truncated(const Tensor& z) const;

 private:
  /// Returns the pictures of at most as many latents as a group has.
  std::vector<Image> of_group(const Tensor& z, const SampleClasses& classes) const;
  const Network& generator_;
  LatentLaw law_;
  int64_t classes_;  // 0 = not conditional
  Device device_;
  std::string file_;
  std::optional<double> truncation_;
};

/// Interpolates from `a` to `b`, float [latent] each, at `t` in [0, 1]: straight ("lerp"), or along
/// the arc between them ("slerp", Shoemake 1985; White 2016 for latents), with a length that goes
/// from |a| to |b|. Both return `a` and `b` exactly at the ends.
Tensor between(const std::string& mode, const Tensor& a, const Tensor& b, double t);

}  // namespace wgan
