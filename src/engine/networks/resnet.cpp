#include <algorithm>

#include "architectures.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// The paper has two pairs of networks: that for CIFAR-10, whose maps all have the same width, and
/// that for 64x64 pixels.
bool is_small(Size size) { return std::max(size.width, size.height) <= 32; }

int64_t width(const NetworkOptions& o, Size size, size_t level) {
  constexpr int64_t kWidest = 8;
  return o.features * (is_small(size) ? 2 : std::min<int64_t>(kWidest, int64_t{1} << level));
}

/// Appends norm, activation and a 3x3 convolution. `first` is whether the input has other uses, so
/// that the activation must leave it alone if no norm is between.
void add_pre_activated(Layers& layers, const BlockOptions& block, const std::string& prefix,
                       size_t index, int64_t in, int64_t out, Extent map, bool first) {
  add_norm(layers, block, prefix, index, in);
  add_activation(layers, block, prefix, index, /*in_place=*/!first || block.has_norm());
  layers.push_back(conv_same(cat(prefix, "conv", index), in, out, 3, map, /*bias=*/true));
}

/// A block of a generator, from half of `to` to `to`.
LayerPtr up_block(const BlockOptions& block, const std::string& name, int64_t in, int64_t out,
                  Extent from, Extent to) {
  const std::string prefix = name + ".";
  Layers branch, skip;
  add_norm(branch, block, prefix, 1, in);
  add_activation(branch, block, prefix, 1, /*in_place=*/block.has_norm());
  branch.push_back(nearest_up(prefix + "up", to));
  branch.push_back(conv_same(prefix + "conv1", in, out, 3, to, /*bias=*/true));
  add_pre_activated(branch, block, prefix, 2, out, out, to, /*first=*/false);
  // The same as after the doubling, for a quarter of the work.
  skip.push_back(conv_same(prefix + "skip", in, out, 1, from, /*bias=*/true));
  skip.push_back(nearest_up(prefix + "skip.up", to));
  return residual(name, "residual block, 3x3 twice, doubled", std::move(branch), std::move(skip));
}

/// A block of a critic, from `from` to half of it.
LayerPtr down_block(const BlockOptions& block, const std::string& name, int64_t in, int64_t out,
                    Extent from, Extent to) {
  const std::string prefix = name + ".";
  Layers branch, skip;
  add_pre_activated(branch, block, prefix, 1, in, in, from, /*first=*/true);
  add_pre_activated(branch, block, prefix, 2, in, out, from, /*first=*/false);
  branch.push_back(average_down(prefix + "down"));
  skip.push_back(average_down(prefix + "skip.down"));
  skip.push_back(conv_same(prefix + "skip", in, out, 1, to, /*bias=*/true));
  return residual(name, "residual block, 3x3 twice, halved", std::move(branch), std::move(skip));
}

/// A block that keeps the size.
LayerPtr flat_block(const BlockOptions& block, const std::string& name, int64_t channels,
                    Extent map) {
  const std::string prefix = name + ".";
  Layers branch;
  add_pre_activated(branch, block, prefix, 1, channels, channels, map, /*first=*/true);
  add_pre_activated(branch, block, prefix, 2, channels, channels, map, /*first=*/false);
  return residual(name, "residual block, 3x3 twice", std::move(branch), {});
}

/// The first block of the small critic, which sees pictures.
LayerPtr first_block(const BlockOptions& block, const std::string& name, int64_t in, int64_t out,
                     Extent from, Extent to) {
  const std::string prefix = name + ".";
  Layers branch, skip;
  branch.push_back(conv_same(prefix + "conv1", in, out, 3, from, /*bias=*/true));
  add_activation(branch, block, prefix, 1);
  branch.push_back(conv_same(prefix + "conv2", out, out, 3, from, /*bias=*/true));
  branch.push_back(average_down(prefix + "down"));
  skip.push_back(average_down(prefix + "skip.down"));
  skip.push_back(conv_same(prefix + "skip", in, out, 1, to, /*bias=*/true));
  return residual(name, "residual block, 3x3 twice, halved", std::move(branch), std::move(skip));
}

}  // namespace

Layers architectures::Resnet::generator(const NetworkOptions& o, Size size, int64_t channels) {
  const auto maps = halvings(size, usual_halvings(o, size));
  const BlockOptions block = generator_block(o);
  Layers layers;
  add_class_input(layers, o);
  size_t level = maps.size() - 1;
  layers.push_back(dense_to_map("start", input_length(o), width(o, size, level), maps[level],
                                /*bias=*/true));
  for (; level > 0; --level) {
    layers.push_back(up_block(block, cat("block", level), width(o, size, level),
                              width(o, size, level - 1), maps[level], maps[level - 1]));
  }
  add_norm(layers, block, "", 0, width(o, size, 0));
  add_activation(layers, block, "", 0);
  layers.push_back(conv_same("picture", width(o, size, 0), channels, 3, maps[0], /*bias=*/true));
  layers.push_back(tanh("range"));
  return layers;
}

Layers architectures::Resnet::critic(const NetworkOptions& o, Size size, int64_t channels) {
  const BlockOptions block = critic_block(o);
  Layers layers;
  if (is_small(size)) {
    const auto maps = halvings(size, o.depth ? o.depth : 2);
    const int64_t wide = width(o, size, 0);
    layers.push_back(first_block(block, "block1", channels, wide, maps[0], maps[1]));
    for (size_t level = 1; level + 1 < maps.size(); ++level)
      layers.push_back(
          down_block(block, cat("block", level + 1), wide, wide, maps[level], maps[level + 1]));
    for (const size_t i : {0, 1})
      layers.push_back(flat_block(block, cat("block", maps.size() + i), wide, maps.back()));
    add_activation(layers, block, "", 0);
    layers.push_back(average_whole_map("mean"));
    add_score(layers, o, wide, {1, 1}, Score::kWholeMap);
    return layers;
  }
  const auto maps = halvings(size, usual_halvings(o, size));
  layers.push_back(conv_same("conv", channels, width(o, size, 0), 3, maps[0], /*bias=*/true));
  for (size_t level = 0; level + 1 < maps.size(); ++level)
    layers.push_back(down_block(block, cat("block", level + 1), width(o, size, level),
                                width(o, size, level + 1), maps[level], maps[level + 1]));
  add_score(layers, o, width(o, size, maps.size() - 1), maps.back(), Score::kWholeMap);
  return layers;
}

}  // namespace wgan
