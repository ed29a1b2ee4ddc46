#include "wgan/random/random.h"

#include <ATen/Context.h>

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace wgan {
namespace {

/// The finaliser of SplitMix64 (Steele 2014): a bijection in which each input bit changes half of
/// the output bits.
uint64_t mix(uint64_t x) {
  x += 0x9E3779B97F4A7C15;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

uint64_t key(uint64_t seed, Stream stream, uint64_t attempt, uint64_t step) {
  return mix(mix(mix(mix(seed) ^ static_cast<uint64_t>(stream)) ^ attempt) ^ step);
}

}  // namespace

// Philox takes a 64-bit key and a 128-bit counter, whose upper half is the index of the drawn
// thing, so that things never overlap.
Random::Random(uint64_t seed, Stream stream, uint64_t attempt, uint64_t step, uint64_t index)
    : engine_(key(seed, stream, attempt, step), index) {}

float Random::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const double u = (bits() + 1.0) * 0x1p-32;  // in (0, 1]
  const double angle = 2 * std::numbers::pi * bits() * 0x1p-32;
  const double radius = std::sqrt(-2 * std::log(u));
  spare_ = static_cast<float>(radius * std::sin(angle));
  has_spare_ = true;
  return static_cast<float>(radius * std::cos(angle));
}

uint32_t Random::below(uint32_t n) {
  uint64_t product = uint64_t{bits()} * n;
  for (const uint32_t threshold = -n % n; static_cast<uint32_t>(product) < threshold;)
    product = uint64_t{bits()} * n;
  return static_cast<uint32_t>(product >> 32);
}

std::vector<std::string> latent_laws() { return {"normal", "uniform", "sphere"}; }

void LatentLaw::draw(Random random, float* z) const {
  if (name == "uniform") {
    for (int64_t i = 0; i < length; ++i) z[i] = 2 * random.uniform() - 1;
    return;
  }
  double square = 0;
  for (int64_t i = 0; i < length; ++i) {
    z[i] = random.normal();
    square += double{z[i]} * z[i];
  }
  if (name != "sphere" || square == 0) return;
  const auto scale = static_cast<float>(std::sqrt(static_cast<double>(length) / square));
  for (int64_t i = 0; i < length; ++i) z[i] *= scale;
}

KernelRandom::KernelRandom(uint64_t seed, Stream stream, uint64_t attempt, uint64_t step,
                           uint64_t index)
    : random_(seed, stream, attempt, step, index) {}

at::Generator KernelRandom::next(Device device) {
  at::Generator generator = at::globalContext().defaultGenerator(device).clone();
  const uint64_t high = random_.bits();
  generator.set_current_seed(high << 32 | random_.bits());
  return generator;
}

std::vector<int64_t> shuffled(int64_t n, Random random) {
  std::vector<int64_t> order(static_cast<size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  for (size_t left = order.size(); left > 1; --left) {
    std::swap(order[left - 1], order[random.below(static_cast<uint32_t>(left))]);
  }
  return order;
}

}  // namespace wgan
