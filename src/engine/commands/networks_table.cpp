#include "networks_table.h"

#include <nlohmann/json.hpp>

#include "wgan/text/text.h"

namespace wgan {
namespace {

std::string padded(std::string text, size_t width) {
  if (text.size() < width) text.resize(width, ' ');
  return text;
}

std::string seen(int64_t receptive) {
  if (receptive == 0) return {};
  return receptive == ReceptiveField::kAll ? "sees all" : cat("sees ", receptive, " px");
}

}  // namespace

int64_t channels_of(const TrainOptions& o) { return o.data.channels ? o.data.channels : 3; }

std::string layer_table(const char* title, const Network& network,
                        const std::vector<LayerInfo>& layers) {
  int64_t operations = 0;
  for (const LayerInfo& layer : layers) operations += 2 * layer.multiply_adds;
  std::string out = cat("\n", title, ": ", grouped(network.parameter_count()), " parameters, ",
                        grouped(operations), " floating-point operations a picture\n");
  for (const LayerInfo& layer : layers) {
    std::vector<std::string> sides;
    for (const int64_t side : layer.output) sides.push_back(std::to_string(side));
    out += cat(
        "  ", padded(layer.name, 10), padded(layer.kind + " ", 42), padded(join(sides, " x "), 16),
        padded(layer.parameters ? grouped(layer.parameters) : "", 12), seen(layer.receptive), "\n");
  }
  return out;
}

nlohmann::ordered_json layers_json(const Network& network, const std::vector<LayerInfo>& layers) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const LayerInfo& layer : layers) {
    nlohmann::ordered_json one{{"name", layer.name},
                               {"kind", layer.kind},
                               {"output", layer.output},
                               {"parameters", layer.parameters},
                               {"multiply_adds", layer.multiply_adds}};
    if (layer.receptive > 0 && layer.receptive != ReceptiveField::kAll)
      one["receptive_field"] = layer.receptive;
    list.push_back(one);
  }
  return {{"parameters", network.parameter_count()}, {"layers", list}};
}

Networks networks_for(const TrainOptions& options) {
  TrainOptions o = options;
  if (o.network.classes == 0) set_classes(o, kAssumedClasses);
  return meta_networks(o.network, o.data.size, channels_of(o));
}

}  // namespace wgan
