#include "architectures.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Layers with activations from `in` numbers on; the last one is the caller's. Arjovsky 2017 counts
/// it: four layers are three of these.
int64_t add_hidden(Layers& layers, const NetworkOptions& o, const Style& style, int64_t in) {
  for (int64_t i = 1; i < o.mlp_layers; ++i) {
    const auto level = static_cast<size_t>(i);
    layers.push_back(dense(cat("dense", i), in, o.mlp_width, /*bias=*/style.norm == "none"));
    add_norm(layers, style, level, o.mlp_width);
    add_activation(layers, style, level);
    in = o.mlp_width;
  }
  return in;
}

}  // namespace

Layers mlp_generator(const NetworkOptions& o, Size size, int64_t channels) {
  Layers layers;
  add_class_input(layers, o);
  const int64_t features = add_hidden(layers, o, generator_style(o), input_length(o));
  layers.push_back(
      dense_to_map("picture", features, channels, {size.height, size.width}, /*bias=*/true));
  layers.push_back(tanh("range"));
  return layers;
}

Layers mlp_critic(const NetworkOptions& o, Size size, int64_t channels) {
  const int64_t numbers = channels * size.height * size.width;
  Layers layers;
  layers.push_back(reshape("numbers", {numbers}));
  const int64_t features = add_hidden(layers, o, critic_style(o), numbers);
  add_score(layers, o, features, {1, 1}, Score::kDense);
  return layers;
}

}  // namespace wgan
