#include "architectures.h"
#include "wgan/text/text.h"

namespace wgan {

Layers architectures::Plain::generator(const NetworkOptions& o, Size size, int64_t channels) {
  const auto maps = halvings(size, usual_halvings(o, size));
  const BlockOptions block = generator_block(o);
  Layers layers;
  add_class_input(layers, o);
  size_t level = maps.size() - 1;
  layers.push_back(learnt_map("start", input_length(o), doubled_width(o, level), maps[level]));
  for (; level > 0; --level) {
    const int64_t out = doubled_width(o, level - 1);
    layers.push_back(conv_same(cat("conv", level), doubled_width(o, level), out, 3, maps[level],
                               /*bias=*/!block.has_norm()));
    layers.push_back(bilinear_up(cat("up", level), maps[level - 1]));
    add_norm(layers, block, "", level, out);
    add_activation(layers, block, "", level);
  }
  layers.push_back(conv_same("picture", doubled_width(o, 0), channels, 3, maps[0], /*bias=*/true));
  layers.push_back(tanh("range"));
  return layers;
}

Layers architectures::Plain::critic(const NetworkOptions& o, Size size, int64_t channels) {
  const auto maps = halvings(size, usual_halvings(o, size));
  const BlockOptions block = critic_block(o);
  Layers layers;
  int64_t in = channels;
  for (size_t level = 0; level < maps.size(); ++level) {
    const int64_t out = doubled_width(o, level);
    if (level > 0) layers.push_back(average_down(cat("down", level)));
    layers.push_back(conv_same(cat("conv", level), in, out, 3, maps[level],
                               /*bias=*/!block.has_norm()));
    add_norm(layers, block, "", level, out);
    add_activation(layers, block, "", level);
    in = out;
  }
  add_score(layers, o, in, maps.back(), Score::kWholeMap);
  return layers;
}

}  // namespace wgan
