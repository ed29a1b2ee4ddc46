#pragma once

#include <string>
#include <vector>

#include "wgan/networks/networks.h"

namespace wgan {

/// The networks of these options before anybody has looked at the pictures: three channels and so
/// many classes if nothing else is said. Without values.
inline constexpr int64_t kAssumedClasses = 10;
Networks networks_for(const TrainOptions& options);
int64_t channels_of(const TrainOptions& options);

/// The layers of a network, a line each.
std::string layer_table(const char* title, const Network& network,
                        const std::vector<LayerInfo>& layers);

}  // namespace wgan
