#pragma once

#include <memory>

#include "wgan/options/variants.h"

/// The networks that find features. To add one, add its entry here and define its `make` in a file
/// of its own in src/engine/features.
namespace wgan {

class FeatureNetwork;
class FeatureWeights;

namespace feature_networks {

/// An entry declares `static std::unique_ptr<FeatureNetwork> make(FeatureWeights&)` and has
///   kName      its name in `--features NAME=FILE`,
///   kSummary   one line that names its source,
///   kFrechet   the name of the Fréchet distance of its features.

/// The network of the FID: Inception v3 as in TensorFlow's model of 2015, which pytorch-fid copied.
struct Inception : Variant {
  static constexpr const char* kName = "inception";
  static constexpr const char* kSummary =
      "Inception v3 of 2015, the network of the FID (Szegedy 2016, Heusel 2017)";
  static constexpr const char* kFrechet = "fid";
  static std::unique_ptr<FeatureNetwork> make(FeatureWeights& weights);
};

struct EfficientNetLite0 : Variant {
  static constexpr const char* kName = "efficientnet-lite0";
  static constexpr const char* kSummary = "EfficientNet-Lite0, small and fast (Tan 2019)";
  static constexpr const char* kFrechet = "fd-efficientnet-lite0";
  static std::unique_ptr<FeatureNetwork> make(FeatureWeights& weights);
};

}  // namespace feature_networks

using FeatureNetworkList =
    VariantList<feature_networks::Inception, feature_networks::EfficientNetLite0>;

}  // namespace wgan
