#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/PhiloxRNGEngine.h>

#include <cstdint>
#include <string>
#include <vector>

#include "wgan/device/tensor.h"

/// Every random draw is a pure function of (seed, stream, attempt, step or epoch, index), from the
/// counter-based generator Philox4x32-10 (Salmon 2011). So draws do not depend on thread count,
/// prefetching or interruption. Except for those of a KernelRandom, they are the same for CPU and
/// GPU, since they are made on the CPU and copied.
namespace wgan {

/// What a draw is for. The numbers determine a run's results: never reuse or renumber one.
enum class Stream : uint32_t {
  kWeights = 1,
  kOrder = 2,  // of the pictures in an epoch
  kAugment = 3,
  kCriticLatent = 4,  // z of the fakes that the critic learns from
  kGeneratorLatent = 5,
  kPenalty = 6,      // epsilon of the interpolates
  kSample = 7,       // z of the sample with a given seed
  kCalibration = 8,  // z for the batch-norm statistics of the averaged generator
  kCreature = 9,     // a demo picture
  kRealView = 10,    // DiffAugment of what the critic sees: real and fake in its update,
  kFakeView = 11,
  kGeneratorView = 12,  // and fake in the generator's
  kVariant = 13,        // a copy in an enriched set
  kDropout = 14,
  kCriticNoise = 15,  // on what the critic sees
  kLabelFlip = 16,
  kReference = 17,     // z of the generator's reference batch
  kHoldOut = 18,       // which labels are held out
  kReplicates = 19,    // of the bootstrap
  kPatches = 20,       // places of patches whose distribution is compared
  kDirections = 21,    // on which they are projected
  kPicked = 22,        // the pictures of a set that are measured, in their order
  kLessons = 23,       // the pictures that a classifier learns from, in their order
  kSetAside = 24,      // which pictures of a run never train
  kPenaltyNoise = 25,  // around the points where a penalty is taken
  kLab = 26,           // of the laboratory
};

/// A stream of random numbers that begins at a given place.
class Random {
 public:
  Random(uint64_t seed, Stream stream, uint64_t attempt, uint64_t step, uint64_t index);

  uint32_t bits() { return engine_(); }
  /// Returns a number in [0, 1), a multiple of 2^-24, so exact as float.
  float uniform() { return static_cast<float>(bits() >> 8) * 0x1p-24F; }
  /// Returns a number in [low, high).
  double between(double low, double high) { return low + (high - low) * uniform(); }
  /// Returns a standard normal number, by Box and Muller's transform.
  float normal();
  /// Returns an integer in [0, n), without bias (Lemire 2019); n below 2^32.
  uint32_t below(uint32_t n);

 private:
  at::Philox4_32 engine_;
  float spare_ = 0;
  bool has_spare_ = false;
};

/// The length and distribution of z: "normal", "uniform" in [-1, 1) for each number, or "sphere",
/// uniform on the sphere of radius sqrt(length), near which a normal z lies.
struct LatentLaw {
  std::string name = "normal";
  int64_t length = 100;
  /// Writes the `length` numbers of a z.
  void draw(Random random, float* z) const;
};
std::vector<std::string> latent_laws();

/// Random numbers for LibTorch's own kernels, where a Random would be too slow. Each call of `next`
/// returns a fresh generator, a function of the key and the number of the call. Unlike all else
/// here, what LibTorch draws from it also depends on the kind of device.
class KernelRandom {
 public:
  KernelRandom(uint64_t seed, Stream stream, uint64_t attempt, uint64_t step, uint64_t index);
  at::Generator next(Device device);

 private:
  Random random_;
};

/// Returns the numbers 0 … n-1 in random order.
std::vector<int64_t> shuffled(int64_t n, Random random);

}  // namespace wgan
