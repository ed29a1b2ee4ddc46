#pragma once

#include "wgan/critic_input/critic_input.h"
#include "wgan/losses/losses.h"
#include "wgan/random/random.h"
#include "wgan/training/progress.h"

namespace wgan {

/// The random numbers of one update: functions of (seed, attempt, step) and of each sample's number
/// within the step, which begins at `first`.
struct UpdateRandom : LossContext {
  UpdateRandom(uint64_t s, const Progress& p, int64_t first_sample, Device d,
               at::ScalarType t = at::kFloat)
      : seed(s),
        attempt(p.attempt),
        step(static_cast<uint64_t>(p.step)),
        first(static_cast<uint64_t>(first_sample)),
        device(d),
        type(t) {}

  Tensor uniform(int64_t n, Purpose purpose) const override;
  Tensor uniform_like(const Tensor& x) const override;
  double penalty() const override { return penalty_factor; }
  const ScoreAnchors* anchors() const override { return score_anchors; }
  /// Returns z, [n, latent].
  Tensor latent(Stream stream, int64_t n, const LatentLaw& law) const;
  /// Returns random numbers for LibTorch's kernels.
  KernelRandom kernel_random(Stream stream) const { return {seed, stream, attempt, step, first}; }
  /// Returns the random numbers of each sample.
  SampleRandom each(Stream stream) const;

  uint64_t seed, attempt, step, first;
  Device device;
  at::ScalarType type;  // of the networks' weights; the draws are those of float
  double penalty_factor = 1;
  const ScoreAnchors* score_anchors = nullptr;
};

}  // namespace wgan
