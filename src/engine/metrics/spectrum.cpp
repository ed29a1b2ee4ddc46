#include <ATen/ops/index_add.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

#include "bootstrap.h"
#include "power.h"
#include "wgan/metrics/list.h"

namespace wgan {
namespace {

/// The distance of an index of a Fourier transform from frequency 0, as a share of the sampling
/// rate.
double frequency(int64_t index, int64_t side) {
  return static_cast<double>(std::min(index, side - index)) / static_cast<double>(side);
}

/// Rings of frequencies of equal width, from the lowest above 0 up to half the sampling rate.
struct Rings {
  int64_t count;
  Tensor ring_of;  // int64 [H * W]; `count` for what is in none
  std::vector<double> members;

  Rings(int64_t height, int64_t width) : count(std::min(height, width) / 2) {
    std::vector<int64_t> rings;
    members.assign(static_cast<size_t>(count), 0);
    for (int64_t y = 0; y < height; ++y) {
      for (int64_t x = 0; x < width; ++x) {
        const double radius = std::hypot(frequency(y, height), frequency(x, width));
        const int64_t ring = std::lround(radius * 2 * static_cast<double>(count)) - 1;
        rings.push_back(ring < 0 || ring >= count ? count : ring);
        if (rings.back() < count) ++members[static_cast<size_t>(rings.back())];
      }
    }
    ring_of = at::tensor(rings);
  }

  /// The power in each ring of each picture, float [n, count].
  Tensor power(const Pictures& pictures) const {
    return of_power(pictures, Window::kHann, count, [&](const Tensor& power) {
      const Tensor sums = at::zeros({power.size(0), count + 1});
      return at::index_add(sums, 1, ring_of, power.flatten(1)).narrow(1, 0, count);
    });
  }
};

}  // namespace

/// The azimuthal average of the power, in decibels, of the mean picture of each set; the metric is
/// the mean over the rings of the absolute difference.
std::vector<Estimate> metrics::Spectrum::measure(const Comparison& sets) {
  const Rings rings(sets.real.size(1), sets.real.size(2));
  if (rings.count < 2) return {};
  const Means real = means_of(rings.power(sets.real),
                              draw_replicates(sets, Side::kReal, sets.real.size(0))),
              fake = means_of(rings.power(sets.fake),
                              draw_replicates(sets, Side::kFake, sets.fake.size(0)));
  // Differences of a thousandth of a level are those of rounding.
  constexpr double kSilence = 1e-6;
  const auto difference = [&](const std::vector<double>& r, const std::vector<double>& f) {
    double sum = 0;
    for (size_t i = 0; i < r.size(); ++i)
      sum += std::abs(decibels(r[i] / rings.members[i] + kSilence) -
                      decibels(f[i] / rings.members[i] + kSilence));
    return sum / static_cast<double>(r.size());
  };
  return {estimate_from({.name = kName, .count = sets.fake.size(0)}, real, fake, difference)};
}

}  // namespace wgan
