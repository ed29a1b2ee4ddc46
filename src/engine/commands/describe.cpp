#include "wgan/commands/describe.h"

#include <algorithm>
#include <cmath>
#include <iostream>

#include "networks_table.h"
#include "pictures.h"
#include "wgan/files/files.h"
#include "wgan/text/json.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

std::string xml(const std::string& text) {
  return replaced(replaced(replaced(text, "&", "&amp;"), "<", "&lt;"), ">", "&gt;");
}

/// Draws a column of boxes, one for each layer with weights. The width follows the feature map, the
/// height the channels, both on a square-root scale.
class Column {
 public:
  Column(const std::string& title, double x) : x_(x) { text(x, kTop, title, 16); }

  void add(const LayerInfo& layer) {
    const double channels = static_cast<double>(layer.output[0]);
    const double side = layer.output.size() > 2 ? static_cast<double>(layer.output[2]) : 1;
    const double width = 12 + 14 * std::sqrt(side), height = 10 + 2 * std::sqrt(channels);
    std::vector<std::string> shape;
    for (const int64_t n : layer.output) shape.push_back(std::to_string(n));
    y_ += 10;
    body_ += cat("<rect x=\"", x_, "\" y=\"", y_, "\" width=\"", width, "\" height=\"", height,
                 "\" rx=\"3\" fill=\"#cfe0f5\" stroke=\"#345\"/>\n");
    text(x_ + width + 8, y_ + height / 2 + 4,
         cat(layer.name, ": ", layer.kind, ", ", join(shape, "x"), ", ", grouped(layer.parameters),
             " weights"),
         12);
    y_ += height;
  }

  const std::string& body() const { return body_; }
  double bottom() const { return y_; }

 private:
  static constexpr double kTop = 24;

  void text(double x, double y, const std::string& words, int size) {
    body_ +=
        cat("<text x=\"", x, "\" y=\"", y, "\" font-size=\"", size, "\">", xml(words), "</text>\n");
  }

  double x_, y_ = kTop + 6;
  std::string body_;
};

std::string drawing(const Networks& nets, const std::vector<LayerInfo>& g,
                    const std::vector<LayerInfo>& d) {
  constexpr double kColumn = 620;
  Column left(cat("Generator, ", grouped(nets.generator.parameter_count()), " parameters"), 10),
      right(cat("Critic, ", grouped(nets.critic.parameter_count()), " parameters"), kColumn);
  const auto draw = [](Column& column, const std::vector<LayerInfo>& layers) {
    for (const LayerInfo& layer : layers) {
      if (layer.parameters > 0) column.add(layer);
    }
  };
  draw(left, g);
  draw(right, d);
  const double height = std::max(left.bottom(), right.bottom()) + 20;
  return cat("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", 2 * kColumn, "\" height=\"",
             height,
             "\" font-family=\"sans-serif\">\n<rect width=\"100%\" height=\"100%\" "
             "fill=\"white\"/>\n",
             left.body(), right.body(), "</svg>\n");
}

}  // namespace

ExitCode Describe::run() const {
  TrainOptions o = settings.options;
  look_at_pictures(o);
  const Networks nets = networks_for(o);
  const auto g = nets.generator.describe({o.network.latent});
  const auto d = nets.critic.describe({channels_of(o), o.data.size.height, o.data.size.width});
  const bool assumed = learns_classes(o) && o.network.classes == 0;
  if (!svg.empty()) write_atomically(svg, drawing(nets, g, d));
  if (json) {
    nlohmann::ordered_json both{{"version", 1},
                                {"generator", layers_json(nets.generator, g)},
                                {"critic", layers_json(nets.critic, d)}};
    if (assumed) both["assumed_classes"] = kAssumedClasses;
    std::cout << json_text(both);
    return ExitCode::kDone;
  }
  std::cout << layer_table("Generator", nets.generator, g).substr(1)
            << layer_table("Critic", nets.critic, d);
  if (assumed)
    std::cout << "\nDrawn up for " << kAssumedClasses
              << " classes, since no pictures were named; training counts theirs.\n";
  if (!svg.empty()) std::cout << "\n" << escaped(svg) << "\n";
  return ExitCode::kDone;
}

}  // namespace wgan
