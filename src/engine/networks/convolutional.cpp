#include <algorithm>

#include "architectures.h"
#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// The channels of map `level`; level 1 is the output of the critic's first convolution.
int64_t width(const NetworkOptions& o, const ConvolutionalPlan& plan, size_t level) {
  int64_t channels = o.features;
  for (size_t i = 1; i < level && channels < plan.widest * o.features; ++i) channels *= 2;
  return channels;
}

BlockOptions with_norm_of(const ConvolutionalPlan& plan, BlockOptions block) {
  block.momentum = plan.norm_momentum;
  block.epsilon = plan.norm_epsilon;
  return block;
}

/// Returns the layer of a generator that doubles the map. At stride 1, an even kernel would have no
/// pixel in its middle.
LayerPtr grow(const NetworkOptions& o, std::string name, int64_t in, int64_t out, Extent to,
              bool bias, OddPadding odd) {
  const int64_t centred = o.kernel - (o.kernel + 1) % 2;
  return o.up == "resize" ? upsample_conv_x2(std::move(name), in, out, centred, to, bias)
                          : conv_transpose_x2(std::move(name), in, out, o.kernel, to, bias, odd);
}

/// Appends the layers from z to the smallest map.
void add_first_map(Layers& layers, const NetworkOptions& o, const ConvolutionalPlan& plan,
                   const BlockOptions& block, bool bias) {
  const size_t level = plan.generator_maps.size() - 1;
  const Extent extent = plan.generator_maps.back();
  const int64_t channels = width(o, plan, level);
  layers.push_back(
      plan.dense_first
          ? dense_to_map(cat("dense", level), input_length(o), channels, extent, bias)
          : conv_transpose_whole_map(cat("conv", level), input_length(o), channels, extent, bias));
  if (plan.dense_first && block.norm == "batch" && block.classes == 0) {
    layers.push_back(feature_batch_norm(cat("norm", level), channels * extent[0] * extent[1],
                                        block.momentum, block.epsilon));
  } else {
    add_norm(layers, block, "", level, channels);
  }
  add_activation(layers, block, "", level);
}

}  // namespace

int64_t usual_halvings(const NetworkOptions& o, Size size) {
  if (o.depth > 0) return o.depth;
  int64_t count = 0;
  for (int64_t side = std::min(size.width, size.height); side > 7; side = (side + 1) / 2) ++count;
  return count;
}

int64_t doubled_width(const NetworkOptions& o, size_t level) {
  constexpr size_t kWidest = 4;
  return std::max<int64_t>(1, (o.features << std::min(level, kWidest)) / 2);
}

std::vector<Extent> halvings(Size size, int64_t count) {
  std::vector<Extent> maps{{size.height, size.width}};
  for (int64_t i = 0; i < count; ++i) {
    const auto [height, width] = maps.back();
    if (std::min(height, width) < 2) {
      throw Error(ExitCode::kUsage,
                  cat("--size ", size.width, "x", size.height, " cannot be halved ", count,
                      " times, as these networks do: choose a larger --size or a smaller --depth"));
    }
    maps.push_back({(height + 1) / 2, (width + 1) / 2});
  }
  return maps;
}

Layers convolutional_generator(const NetworkOptions& o, const ConvolutionalPlan& plan,
                               int64_t channels) {
  const BlockOptions block = with_norm_of(plan, generator_block(o));
  const bool bias = plan.all_biases || !block.has_norm();
  Layers layers;
  add_class_input(layers, o);
  add_first_map(layers, o, plan, block, bias);
  for (size_t level = plan.generator_maps.size() - 2; level > 0; --level) {
    layers.push_back(grow(o, cat("conv", level), width(o, plan, level + 1), width(o, plan, level),
                          plan.generator_maps[level], bias, plan.odd));
    add_norm(layers, block, "", level, width(o, plan, level));
    add_activation(layers, block, "", level);
  }
  layers.push_back(grow(o, "picture", width(o, plan, 1), channels, plan.generator_maps[0],
                        /*bias=*/true, plan.odd));
  layers.push_back(tanh("range"));
  return layers;
}

Layers convolutional_critic(const NetworkOptions& o, const ConvolutionalPlan& plan,
                            int64_t channels) {
  const BlockOptions block = with_norm_of(plan, critic_block(o));
  const auto& maps = plan.critic_maps;
  Layers layers;
  int64_t in = channels;
  for (size_t level = 1; level < maps.size(); ++level) {
    const int64_t out = width(o, plan, level);
    const bool norm = block.has_norm() && (level > 1 || plan.norm_of_first);
    const bool bias = !norm || plan.all_biases || plan.critic_biases;
    layers.push_back(
        conv_stride2(cat("conv", level), in, out, o.kernel, maps[level - 1], bias, plan.odd));
    if (norm) add_norm(layers, block, "", level, out);
    add_activation(layers, block, "", level);
    in = out;
  }
  add_score(layers, o, in, maps.back(), plan.score);
  return layers;
}

}  // namespace wgan
