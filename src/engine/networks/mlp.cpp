#include "architectures.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Appends the hidden layers after an input of `in` numbers and returns the length of their output.
/// The caller appends the last layer, which counts, as in Arjovsky 2017: four layers are three
/// hidden ones and the last.
int64_t add_hidden(Layers& layers, const NetworkOptions& o, const BlockOptions& block, int64_t in) {
  for (int64_t i = 1; i < o.mlp_layers; ++i) {
    const auto level = static_cast<size_t>(i);
    layers.push_back(dense(cat("dense", i), in, o.mlp_width, /*bias=*/!block.has_norm()));
    add_norm(layers, block, "", level, o.mlp_width);
    add_activation(layers, block, "", level);
    in = o.mlp_width;
  }
  return in;
}

}  // namespace

Layers architectures::Mlp::generator(const NetworkOptions& o, Size size, int64_t channels) {
  Layers layers;
  add_class_input(layers, o);
  const int64_t features = add_hidden(layers, o, generator_block(o), input_length(o));
  layers.push_back(
      dense_to_map("picture", features, channels, {size.height, size.width}, /*bias=*/true));
  layers.push_back(tanh("range"));
  return layers;
}

Layers architectures::Mlp::critic(const NetworkOptions& o, Size size, int64_t channels) {
  const int64_t numbers = channels * size.height * size.width;
  Layers layers;
  layers.push_back(reshape("numbers", {numbers}));
  const int64_t features = add_hidden(layers, o, critic_block(o), numbers);
  add_score(layers, o, features, {1, 1}, Score::kDense);
  return layers;
}

}  // namespace wgan
