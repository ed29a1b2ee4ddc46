#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <optional>

#include "bootstrap.h"
#include "radix_sort.h"
#include "wgan/device/parallel.h"
#include "wgan/image/pyramid.h"
#include "wgan/metrics/list.h"
#include "wgan/networks/products.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Karras 2018, section 5 and the authors' code.
constexpr int64_t kSide = 7;          // of a patch, pixels
constexpr int64_t kPatches = 128;     // of each picture, at each level
constexpr int64_t kDirections = 512;  // four times 128
constexpr int64_t kLeast = 16;        // the shorter side of the coarsest level
constexpr double kScale = 1000;

constexpr int64_t kPart = 16;       // pictures whose patches are in memory at once, in the cache
constexpr int64_t kAtOnce = 64;     // directions whose projections are in memory at once
constexpr int64_t kResampled = 32;  // directions of which the replicates are computed

/// The projections on each direction, patch by patch.
using Projections = std::vector<std::vector<float>>;

/// The patches of one level of a set's pyramids, made anew whenever they are needed: together they
/// take far more memory than the pictures.
class Patches {
 public:
  Patches(const Pictures& pictures, int64_t count, int64_t level, int64_t levels, uint64_t seed)
      : pictures_(pictures), count_(count), level_(level), levels_(levels), seed_(seed) {
    measure();
  }

  int64_t values() const { return kSide * kSide * channels(); }

  /// The mean square of each picture's normalised values, float64 [N].
  const Tensor& energy() const { return energy_; }

  /// Projects every patch on directions, float [D, 7 * 7 * C]. Before, the patches are normalised:
  /// over all of the set, each channel has mean 0 and deviation 1.
  void project(const Tensor& directions, Projections& rows) const {
    // A projection of a normalised patch is one of the patch itself on a scaled direction, minus
    // that of the means.
    const Tensor scaled = directions / deviation_, shift = (scaled * mean_).sum(1);
    rows.resize(static_cast<size_t>(directions.size(0)));
    for (auto& row : rows) row.resize(static_cast<size_t>(count_ * kPatches));
    const float* offset = shift.const_data_ptr<float>();
    for_parts(count_, kPart, [&](int64_t first, int64_t count) {
      const Tensor projected = product(of(first, count), scaled);
      const auto wide = static_cast<int64_t>(rows.size());
      const float* value = projected.const_data_ptr<float>();
      for (int64_t d = 0; d < wide; ++d) {
        float* to = rows[static_cast<size_t>(d)].data() + first * kPatches;
        for (int64_t i = 0; i < count * kPatches; ++i) to[i] = value[i * wide + d] - offset[d];
      }
    });
  }

 private:
  int64_t channels() const { return pictures_.size(3); }

  /// The patches of some pictures, float [count * 128, 7 * 7 * C]. Their places are random, and the
  /// same in both sets.
  Tensor of(int64_t first, int64_t count) const {
    Tensor patches = at::empty({count * kPatches, values()});
    float* to = patches.data_ptr<float>();
    const int64_t bytes = pictures_[0].numel(), line = kSide * channels();
    for (int64_t i = first; i < first + count; ++i) {
      const FloatImage level =
          laplacian_level(pictures_.const_data_ptr<uint8_t>() + i * bytes,
                          {pictures_.size(2), pictures_.size(1)}, channels(), level_, levels_);
      Random random(seed_, Stream::kPatches, 0, static_cast<uint64_t>(level_),
                    static_cast<uint64_t>(i));
      const auto place = [&](int64_t side) {
        return static_cast<int64_t>(random.below(static_cast<uint32_t>(side - kSide + 1)));
      };
      for (int64_t patch = 0; patch < kPatches; ++patch) {
        const int64_t x = place(level.size.width), y = place(level.size.height);
        for (int64_t row = y; row < y + kSide; ++row, to += line)
          std::memcpy(to,
                      &level.pixels[static_cast<size_t>((row * level.size.width + x) * channels())],
                      static_cast<size_t>(line) * sizeof(float));
      }
    }
    return patches;
  }

  /// Computes mean and deviation of each channel, float [7 * 7 * C], in the order of a patch.
  void measure() {
    // Of each picture and channel, the mean and the mean square of the values of its patches.
    Tensor means = at::empty({count_, channels()}, at::kDouble), squares = at::empty_like(means);
    for_parts(count_, kPart, [&](int64_t first, int64_t count) {
      const Tensor patches = of(first, count).view({count, -1, channels()}).to(at::kDouble);
      means.narrow(0, first, count).copy_(patches.mean(1));
      squares.narrow(0, first, count).copy_(patches.square().mean(1));
    });
    const Tensor mean = means.mean(0);
    // Pictures of one colour have no deviation.
    const Tensor variance = (squares.mean(0) - mean.square()).clamp_min(1e-12);
    const Tensor deviation = variance.sqrt();
    energy_ = ((squares - 2 * means * mean + mean.square()) / variance).mean(1);
    mean_ = mean.to(at::kFloat).repeat({kSide * kSide});
    deviation_ = deviation.to(at::kFloat).repeat({kSide * kSide});
  }

  const Pictures& pictures_;
  int64_t count_, level_, levels_;
  uint64_t seed_;
  Tensor mean_, deviation_, energy_;
};

/// Random unit vectors, float [512, values].
Tensor random_directions(int64_t values, uint64_t seed, int64_t level) {
  Tensor directions = at::empty({kDirections, values});
  float* value = directions.data_ptr<float>();
  Random random(seed, Stream::kDirections, 0, static_cast<uint64_t>(level), 0);
  for (int64_t i = 0; i < directions.numel(); ++i) value[i] = random.normal();
  return directions / directions.norm(2, 1, true);
}

/// The range of two sets of numbers, which it maps to 24 bits: floats have no more.
struct Scale {
  float low, step;

  Scale(const std::vector<float>& one, const std::vector<float>& other, float steps) {
    const auto [low_one, high_one] = std::minmax_element(one.begin(), one.end());
    const auto [low_other, high_other] = std::minmax_element(other.begin(), other.end());
    low = std::min(*low_one, *low_other);
    step = std::max((std::max(*high_one, *high_other) - low) / steps, 1e-20F);
  }
};

/// The Wasserstein distance of two sets of as many numbers: the mean distance in sorted order.
double sorted_distance(const std::vector<float>& a, const std::vector<float>& b) {
  constexpr float kSteps = (1 << 24) - 1;
  const Scale scale(a, b, kSteps);
  std::vector<uint32_t> scratch;
  const auto sorted = [&](const std::vector<float>& numbers) {
    std::vector<uint32_t> places(numbers.size());
    for (size_t i = 0; i < numbers.size(); ++i)
      places[i] = static_cast<uint32_t>(std::min((numbers[i] - scale.low) / scale.step, kSteps));
    radix_sort(places, scratch);
    return places;
  };
  const std::vector<uint32_t> one = sorted(a), other = sorted(b);
  uint64_t sum = 0;
  for (size_t i = 0; i < one.size(); ++i)
    sum += one[i] > other[i] ? one[i] - other[i] : other[i] - one[i];
  return static_cast<double>(sum) * static_cast<double>(scale.step) / static_cast<double>(a.size());
}

/// A set in each replicate: how often each picture counts, float [B, N], and the deviation of its
/// patches beside that of the whole set, by which they would be normalised, float64 [B].
struct Resampled {
  Tensor counts;
  std::vector<double> deviation;

  Resampled(const Patches& patches, const Tensor& counts_of_pictures)
      : counts(counts_of_pictures.t().contiguous()) {
    const Tensor energy = patches.energy();
    const Tensor means = counts.to(at::kDouble).mv(energy) / energy.sum();
    for (int64_t b = 0; b < means.size(0); ++b)
      deviation.push_back(std::sqrt(std::max(1e-12, means[b].item<double>())));
  }
};

/// Bins of equal width that hold all projections of both sets on one direction.
struct Bins {
  static constexpr int64_t kCount = 256;
  float low, width;

  Bins(const std::vector<float>& one, const std::vector<float>& other) {
    const Scale scale(one, other, kCount);
    low = scale.low;
    width = scale.step;
  }

  /// How many projections of each picture are in each bin, float [N, 256].
  Tensor histograms(const std::vector<float>& row) const {
    const auto pictures = static_cast<int64_t>(row.size()) / kPatches;
    Tensor counts = at::zeros({pictures, kCount});
    float* count = counts.data_ptr<float>();
    for (size_t i = 0; i < row.size(); ++i) {
      const auto bin = static_cast<int64_t>((row[i] - low) / width);
      ++count[static_cast<int64_t>(i) / kPatches * kCount +
              std::clamp<int64_t>(bin, 0, kCount - 1)];
    }
    return counts;
  }
};

/// The cumulative distribution of one replicate, linear within each bin: at `edge(j)` it has the
/// value `below[j]`.
class Cumulative {
 public:
  /// `mean` and `deviation` are what the patches of the replicate have before they are normalised.
  Cumulative(const float* counts, const Bins& bins, double mean, double deviation)
      : start_((bins.low - mean) / deviation), step_(bins.width / deviation) {
    double sum = 0, all = 0;
    for (int64_t j = 0; j < Bins::kCount; ++j) all += static_cast<double>(counts[j]);
    for (int64_t j = 0; j < Bins::kCount; ++j) {
      below_[static_cast<size_t>(j)] = sum / all;
      sum += static_cast<double>(counts[j]);
    }
    below_.back() = 1;
  }

  double edge(int64_t j) const { return start_ + step_ * static_cast<double>(j); }
  double at(double x) const {
    const double place = (x - start_) / step_;
    if (place <= 0) return 0;
    if (place >= Bins::kCount) return 1;
    const auto j = static_cast<size_t>(place);
    return below_[j] + (below_[j + 1] - below_[j]) * (place - std::floor(place));
  }

 private:
  double start_, step_;
  std::array<double, Bins::kCount + 1> below_{};
};

/// The area between two distributions, by the trapezoidal rule over the edges of both.
double area_between(const Cumulative& one, const Cumulative& other) {
  std::array<double, 2 * (Bins::kCount + 1)> edges;
  for (int64_t j = 0; j <= Bins::kCount; ++j) {
    edges[static_cast<size_t>(2 * j)] = one.edge(j);
    edges[static_cast<size_t>(2 * j + 1)] = other.edge(j);
  }
  std::sort(edges.begin(), edges.end());
  double area = 0, before = 0;
  for (size_t i = 0; i < edges.size(); ++i) {
    const double here = std::abs(one.at(edges[i]) - other.at(edges[i]));
    if (i > 0) area += (before + here) / 2 * (edges[i] - edges[i - 1]);
    before = here;
  }
  return area;
}

/// The distance along one direction in each replicate, in which a picture's patches count as often
/// as the picture was drawn and are normalised anew.
std::vector<double> replicate_distances(const std::vector<float>& real_row,
                                        const std::vector<float>& fake_row, const Resampled& real,
                                        const Resampled& fake) {
  const Bins bins(real_row, fake_row);
  const Tensor centres =
      at::arange(Bins::kCount, at::kFloat) * bins.width + (bins.low + bins.width / 2);
  /// The histogram of each replicate, and how far its mean is from that of the set.
  const auto resampled = [&](const std::vector<float>& row, const Resampled& set) {
    const Tensor of_pictures = bins.histograms(row), drawn = set.counts.mm(of_pictures);
    const Tensor whole = of_pictures.sum(0);
    const Tensor means = drawn.mv(centres) / drawn.sum(1) - whole.dot(centres) / whole.sum();
    return std::pair(drawn, means);
  };
  const auto [real_drawn, real_means] = resampled(real_row, real);
  const auto [fake_drawn, fake_means] = resampled(fake_row, fake);
  std::vector<double> distances;
  for (int64_t b = 0; b < real.counts.size(0); ++b) {
    const auto i = static_cast<size_t>(b);
    const auto cumulative = [&](const Tensor& drawn, const Tensor& means, const Resampled& set) {
      return Cumulative(drawn.const_data_ptr<float>() + b * Bins::kCount, bins,
                        static_cast<double>(means.const_data_ptr<float>()[b]), set.deviation[i]);
    };
    distances.push_back(area_between(cumulative(real_drawn, real_means, real),
                                     cumulative(fake_drawn, fake_means, fake)));
  }
  return distances;
}

/// The distance at one level, and in each replicate.
struct Distance {
  double value = 0;
  std::vector<double> replicates;
};

Distance distance_at(int64_t level, int64_t levels, int64_t count, const Comparison& sets) {
  const Patches real(sets.real, count, level, levels, sets.seed),
      fake(sets.fake, count, level, levels, sets.seed);
  const Tensor directions = random_directions(real.values(), sets.seed, level);
  std::optional<Resampled> drawn_real, drawn_fake;
  if (sets.replicates > 0) {
    drawn_real.emplace(real, draw_replicates(sets, Side::kReal, count));
    drawn_fake.emplace(fake, draw_replicates(sets, Side::kFake, count));
  }
  std::vector<double> values(kDirections);
  Projections of_real, of_fake;
  std::vector<std::vector<double>> replicates(sets.replicates > 0 ? kResampled : 0);
  for (int64_t first = 0; first < kDirections; first += kAtOnce) {
    const Tensor some = directions.narrow(0, first, kAtOnce);
    real.project(some, of_real);
    fake.project(some, of_fake);
    for_parts(kAtOnce, 1, [&](int64_t i, int64_t) {
      const auto &a = of_real[static_cast<size_t>(i)], &b = of_fake[static_cast<size_t>(i)];
      const auto direction = static_cast<size_t>(first + i);
      if (direction < replicates.size())
        replicates[direction] = replicate_distances(a, b, *drawn_real, *drawn_fake);
      values[direction] = sorted_distance(a, b);
    });
  }
  Distance result;
  for (const double value : values) result.value += value / kDirections * kScale;
  for (const auto& one : replicates) {
    result.replicates.resize(one.size(), 0);
    for (size_t b = 0; b < one.size(); ++b) result.replicates[b] += one[b] / kResampled * kScale;
  }
  return result;
}

}  // namespace

std::vector<Estimate> metrics::SlicedWasserstein::measure(const Comparison& sets) {
  const int64_t side = std::min(sets.real.size(1), sets.real.size(2)),
                count = std::min(sets.real.size(0), sets.fake.size(0)),
                levels = pyramid_levels({sets.real.size(2), sets.real.size(1)}, kLeast);
  if (side < kSide) return {};
  std::vector<Estimate> estimates{{.name = kName, .count = count}};
  std::vector<double> means;
  int64_t side_of_level = side;
  for (int64_t level = 0; level < levels; ++level, side_of_level = (side_of_level + 1) / 2) {
    const Distance found = distance_at(level, levels, count, sets);
    estimates.push_back({.name = cat(kName, "-", side_of_level),
                         .value = found.value,
                         .error = standard_error(found.replicates),
                         .count = count});
    estimates[0].value += found.value / static_cast<double>(levels);
    means.resize(found.replicates.size(), 0);
    for (size_t b = 0; b < means.size(); ++b)
      means[b] += found.replicates[b] / static_cast<double>(levels);
  }
  estimates[0].error = standard_error(means);
  return estimates;
}

}  // namespace wgan
