#include <algorithm>

#include "architectures.h"
#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Channels of map `level`, 1 after the critic's first convolution.
int64_t width(const NetworkOptions& o, const Convolutional& plan, size_t level) {
  int64_t channels = o.features;
  for (size_t i = 1; i < level && channels < plan.widest * o.features; ++i) channels *= 2;
  return channels;
}

Style with_norm_of(const Convolutional& plan, Style style) {
  style.momentum = plan.norm_momentum;
  style.epsilon = plan.norm_epsilon;
  return style;
}

LayerPtr grow(const NetworkOptions& o, std::string name, int64_t in, int64_t out, Extent to,
              bool bias, OddPadding odd) {
  return o.up == "resize" ? upsample_conv_x2(std::move(name), in, out, o.kernel, to, bias)
                          : conv_transpose_x2(std::move(name), in, out, o.kernel, to, bias, odd);
}

/// From z to the smallest map.
void add_first_map(Layers& layers, const NetworkOptions& o, const Convolutional& plan,
                   const Style& style, bool bias) {
  const size_t level = plan.generator_maps.size() - 1;
  const Extent extent = plan.generator_maps.back();
  const int64_t channels = width(o, plan, level);
  layers.push_back(
      plan.dense_first
          ? dense_to_map(cat("dense", level), input_length(o), channels, extent, bias)
          : conv_transpose_whole_map(cat("conv", level), input_length(o), channels, extent, bias));
  if (plan.dense_first && style.norm == "batch" && style.classes == 0) {
    layers.push_back(feature_batch_norm(cat("norm", level), channels * extent[0] * extent[1],
                                        style.momentum, style.epsilon));
  } else {
    add_norm(layers, style, level, channels);
  }
  add_activation(layers, style, level);
}

}  // namespace

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

Layers convolutional_generator(const NetworkOptions& o, const Convolutional& plan,
                               int64_t channels) {
  const Style style = with_norm_of(plan, generator_style(o));
  const bool bias = plan.all_biases || style.norm == "none";
  Layers layers;
  add_class_input(layers, o);
  add_first_map(layers, o, plan, style, bias);
  for (size_t level = plan.generator_maps.size() - 2; level > 0; --level) {
    layers.push_back(grow(o, cat("conv", level), width(o, plan, level + 1), width(o, plan, level),
                          plan.generator_maps[level], bias, plan.odd));
    add_norm(layers, style, level, width(o, plan, level));
    add_activation(layers, style, level);
  }
  layers.push_back(grow(o, "picture", width(o, plan, 1), channels, plan.generator_maps[0],
                        /*bias=*/true, plan.odd));
  layers.push_back(tanh("range"));
  return layers;
}

Layers convolutional_critic(const NetworkOptions& o, const Convolutional& plan, int64_t channels) {
  const Style style = with_norm_of(plan, critic_style(o));
  const auto& maps = plan.critic_maps;
  Layers layers;
  int64_t in = channels;
  for (size_t level = 1; level < maps.size(); ++level) {
    const int64_t out = width(o, plan, level);
    const bool norm = style.norm != "none" && (level > 1 || plan.norm_of_first);
    const bool bias = !norm || plan.all_biases || plan.critic_biases;
    layers.push_back(
        conv_stride2(cat("conv", level), in, out, o.kernel, maps[level - 1], bias, plan.odd));
    if (norm) add_norm(layers, style, level, out);
    add_activation(layers, style, level);
    in = out;
  }
  add_score(layers, o, in, maps.back(), plan.score);
  return layers;
}

}  // namespace wgan
