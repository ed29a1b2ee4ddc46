#include <cmath>
#include <numeric>

#include "architectures.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// 1x1, grouped 3x3 and 1x1 convolutions. The last has weights of 0 at the start, so that the block
/// begins as the identity; the others are scaled as in fixup initialisation (Zhang 2019) for
/// `blocks` blocks in the network.
LayerPtr block(const NetworkOptions& o, const BlockOptions& options, const std::string& name,
               int64_t channels, Extent map, int64_t blocks) {
  const std::string prefix = name + ".";
  const int64_t wide = channels * o.expansion;
  const auto gain = static_cast<float>(std::pow(static_cast<double>(blocks), -0.25));
  const auto scaled = [](LayerPtr layer, float by) {
    layer->parameters().front().gain = by;
    return layer;
  };
  const bool bias = !options.has_norm();
  Layers branch;
  branch.push_back(scaled(conv_same(prefix + "conv1", channels, wide, 1, map, bias), gain));
  add_norm(branch, options, prefix, 1, wide);
  add_activation(branch, options, prefix, 1);
  branch.push_back(scaled(
      conv_same(prefix + "conv2", wide, wide, 3, map, bias, wide / std::gcd(wide, o.group_size)),
      gain));
  add_norm(branch, options, prefix, 2, wide);
  add_activation(branch, options, prefix, 2);
  // A weight of 0 has no singular value to be divided by.
  const float last = options.norm == "spectral" ? 1 : 0;
  branch.push_back(
      scaled(conv_same(prefix + "conv3", wide, channels, 1, map, /*bias=*/false), last));
  return residual(name, cat("residual block, ", wide, " channels inside"), std::move(branch), {});
}

/// Appends the blocks of a level.
void add_blocks(Layers& layers, const NetworkOptions& o, const BlockOptions& options, size_t level,
                Extent map, size_t levels) {
  for (int64_t i = 1; i <= o.blocks; ++i)
    layers.push_back(block(o, options, cat("block", level, ".", i), doubled_width(o, level), map,
                           o.blocks * static_cast<int64_t>(levels)));
}

}  // namespace

Layers architectures::Modern::generator(const NetworkOptions& o, Size size, int64_t channels) {
  const auto maps = halvings(size, usual_halvings(o, size));
  const BlockOptions options = generator_block(o);
  Layers layers;
  add_class_input(layers, o);
  size_t level = maps.size() - 1;
  layers.push_back(learnt_map("start", input_length(o), doubled_width(o, level), maps[level]));
  for (;; --level) {
    add_blocks(layers, o, options, level, maps[level], maps.size());
    if (level == 0) break;
    const int64_t in = doubled_width(o, level), out = doubled_width(o, level - 1);
    // The same as after the doubling, for a quarter of the work.
    if (in != out)
      layers.push_back(conv_same(cat("conv", level), in, out, 1, maps[level], /*bias=*/false));
    layers.push_back(bilinear_up(cat("up", level), maps[level - 1]));
  }
  layers.push_back(conv_same("picture", doubled_width(o, 0), channels, 1, maps[0], /*bias=*/true));
  layers.push_back(tanh("range"));
  return layers;
}

Layers architectures::Modern::critic(const NetworkOptions& o, Size size, int64_t channels) {
  const auto maps = halvings(size, usual_halvings(o, size));
  const BlockOptions options = critic_block(o);
  Layers layers;
  layers.push_back(conv_same("conv0", channels, doubled_width(o, 0), 1, maps[0], /*bias=*/false));
  for (size_t level = 0; level < maps.size(); ++level) {
    if (level > 0) {
      const int64_t in = doubled_width(o, level - 1), out = doubled_width(o, level);
      layers.push_back(average_down(cat("down", level)));
      if (in != out)
        layers.push_back(conv_same(cat("conv", level), in, out, 1, maps[level], /*bias=*/false));
    }
    add_blocks(layers, o, options, level, maps[level], maps.size());
  }
  add_score(layers, o, doubled_width(o, maps.size() - 1), maps.back(), Score::kWholeMap);
  return layers;
}

}  // namespace wgan
