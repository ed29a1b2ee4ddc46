#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "wgan/networks/networks.h"

namespace wgan {

/// Returns the networks of these options, without values, before the pictures are known: with three
/// channels and kAssumedClasses classes unless the options say otherwise.
inline constexpr int64_t kAssumedClasses = 10;
Networks networks_for(const TrainOptions& options);
int64_t channels_of(const TrainOptions& options);

/// Returns a table of a network's layers, one per line.
std::string layer_table(const char* title, const Network& network,
                        const std::vector<LayerInfo>& layers);

/// Returns the same as an object of JSON.
nlohmann::ordered_json layers_json(const Network& network, const std::vector<LayerInfo>& layers);

}  // namespace wgan
