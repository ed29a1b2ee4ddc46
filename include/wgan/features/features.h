#pragma once

#include <functional>
#include <memory>
#include <string>

#include "wgan/files/files.h"
#include "wgan/metrics/feature_metrics.h"

/// Networks that find features in pictures. Their weights come from files of the user: nobody's
/// weights are part of wgan.
namespace wgan {

class FeatureNetwork {
 public:
  virtual ~FeatureNetwork() = default;
  /// Returns what the network finds in `images`, RGB as float [n, 3, H, W] from 0 to 255, which it
  /// resizes and normalises by its own rules.
  virtual Features find(const Tensor& images) const = 0;
};

/// A network and where it came from.
struct OpenedFeatures {
  std::string name;    // in features/list.h
  std::string digest;  // of the file
  std::unique_ptr<FeatureNetwork> network;
};

/// Opens "NAME=FILE.safetensors". Throws Error(kUsage) for another text or an unknown name, and
/// Error(kModel) that lists missing tensors and other shapes if the file is not of that network.
OpenedFeatures open_features(const std::string& named);

/// Returns the features of all pictures; grey ones count as RGB, and white is laid under
/// transparent ones. `progress` is called with the number of pictures done, one call at a time.
/// Throws Error(kModel) if a feature is not finite.
Features features_of(const OpenedFeatures& features, const Pictures& pictures,
                     const std::function<void(int64_t done)>& progress);

}  // namespace wgan
