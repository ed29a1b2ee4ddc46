#pragma once

#include <cstdint>
#include <vector>

#include "wgan/options/variants.h"

/// The metrics. To add one, add its entry here and define its `measure` in a file of its own in
/// src/engine/metrics.
namespace wgan {

struct Comparison;
struct Estimate;

/// The fewest pictures of a set that can be evaluated, and the most that are compared.
inline constexpr int64_t kFewestPictures = 4, kMostPictures = 16384;

namespace metrics {

/// An entry declares `static std::vector<Estimate> measure(const Comparison&)`, which returns
/// nothing for pictures on which the metric cannot work, and has
///   kName     its name as a value of `--metrics`,
///   kSummary  one line that names its unit and its source.

/// Sliced Wasserstein distance of patches of Laplacian pyramids.
struct SlicedWasserstein : Variant {
  static constexpr const char* kName = "swd";
  static constexpr const char* kSummary =
      "Sliced Wasserstein distance of 7x7 patches per level of detail, times 1000 (Karras 2018)";
  static std::vector<Estimate> measure(const Comparison& sets);
};

struct MsSsim : Variant {
  static constexpr const char* kName = "ms-ssim";
  static constexpr const char* kSummary =
      "Similarity of pairs of pictures, 0 to 1, high when modes are missing (Wang 2003, Odena "
      "2017)";
  static std::vector<Estimate> measure(const Comparison& sets);
};

struct Colour : Variant {
  static constexpr const char* kName = "colour";
  static constexpr const char* kSummary =
      "Distance of the histograms of the channels: levels of 255 by which a value is shifted";
  static std::vector<Estimate> measure(const Comparison& sets);
};

struct Spectrum : Variant {
  static constexpr const char* kName = "spectrum";
  static constexpr const char* kSummary =
      "Difference of the power spectra over all frequencies, in decibels (Durall 2020)";
  static std::vector<Estimate> measure(const Comparison& sets);
};

struct Checkerboard : Variant {
  static constexpr const char* kName = "checkerboard";
  static constexpr const char* kSummary =
      "Power at periods of 2 and 4 pixels above that of their neighbours, in decibels (Odena 2016)";
  static std::vector<Estimate> measure(const Comparison& sets);
};

struct Saturated : Variant {
  static constexpr const char* kName = "saturated";
  static constexpr const char* kSummary = "Share of values at the ends of the range, 0 and 255";
  static std::vector<Estimate> measure(const Comparison& sets);
};

/// Three numbers from one search: the distance to the nearest real picture, the share of copies,
/// and the share of pictures far from every real one.
struct Nearest : Variant {
  static constexpr const char* kName = "nearest";
  static constexpr const char* kSummary =
      "Distance to the nearest real picture in levels of 255, share of copies (Yoon 2023) and of "
      "pictures unlike every real one";
  static std::vector<Estimate> measure(const Comparison& sets);
};

/// What a small classifier, trained on the spot on the labelled real pictures, finds: how sure it
/// is and how varied its answers are, the balance of the classes, and the distance of its features.
struct Classes : Variant {
  static constexpr const char* kName = "classes";
  static constexpr const char* kSummary =
      "For labelled pictures, by a small classifier trained on the spot: score as in Salimans "
      "2016, "
      "balance of the classes, Fréchet distance of its features";
  static std::vector<Estimate> measure(const Comparison& sets);
};

}  // namespace metrics

using MetricList =
    VariantList<metrics::Colour, metrics::Saturated, metrics::Spectrum, metrics::Checkerboard,
                metrics::MsSsim, metrics::Nearest, metrics::Classes, metrics::SlicedWasserstein>;

}  // namespace wgan
