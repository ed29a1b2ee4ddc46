#include <ATen/ops/zeros.h>

#include <cmath>

#include "bootstrap.h"
#include "wgan/device/parallel.h"
#include "wgan/metrics/list.h"

namespace wgan {
namespace {

constexpr int64_t kLevels = 256;

/// The histogram of each channel of each picture as shares, float [N, C * 256].
Tensor histograms(const Pictures& pictures) {
  const int64_t n = pictures.size(0), channels = pictures.size(3), pixels = pictures[0].numel();
  Tensor shares = at::zeros({n, channels * kLevels});
  const uint8_t* byte = pictures.const_data_ptr<uint8_t>();
  float* share = shares.data_ptr<float>();
  const float one = static_cast<float>(channels) / static_cast<float>(pixels);
  for_parts(n, 64, [&](int64_t first, int64_t count) {
    for (int64_t i = first; i < first + count; ++i) {
      for (int64_t p = 0; p < pixels; ++p)
        share[(i * channels + p % channels) * kLevels + byte[i * pixels + p]] += one;
    }
  });
  return shares;
}

}  // namespace

/// In one dimension the Wasserstein distance is the area between the cumulative histograms; this is
/// its mean over the channels.
std::vector<Estimate> metrics::Colour::measure(const Comparison& sets) {
  const int64_t channels = sets.real.size(3);
  const Means real = means_of(histograms(sets.real),
                              draw_replicates(sets, Side::kReal, sets.real.size(0))),
              fake = means_of(histograms(sets.fake),
                              draw_replicates(sets, Side::kFake, sets.fake.size(0)));
  const auto distance = [&](const std::vector<double>& r, const std::vector<double>& f) {
    double area = 0;
    for (int64_t c = 0; c < channels; ++c) {
      double difference = 0;
      for (int64_t level = 0; level < kLevels; ++level) {
        const auto i = static_cast<size_t>(c * kLevels + level);
        difference += r[i] - f[i];
        area += std::abs(difference);
      }
    }
    return area / static_cast<double>(channels);
  };
  return {estimate_from({.name = kName, .count = sets.fake.size(0)}, real, fake, distance)};
}

}  // namespace wgan
