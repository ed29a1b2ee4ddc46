#include <algorithm>

#include "architectures.h"
#include "wgan/text.h"

namespace wgan {
namespace {

/// The feature maps from the picture down to the smallest one: each extent is half of the one
/// before, rounded up, while both sides have 8 pixels or more. 64 gives 64, 32, 16, 8, 4; 100 gives
/// 100, 50, 25, 13, 7.
std::vector<Extent> extents(Size size) {
  std::vector<Extent> maps{{size.height, size.width}};
  while (std::min(maps.back()[0], maps.back()[1]) > 7) {
    maps.push_back({(maps.back()[0] + 1) / 2, (maps.back()[1] + 1) / 2});
  }
  return maps;
}

/// Channels of map `level` (1 after the first convolution): the width doubles with each level, up
/// to eightfold.
int64_t width(const NetworkOptions& o, size_t level) {
  return o.features << std::min<size_t>(level - 1, 3);
}

}  // namespace

Layers dcgan_critic(const NetworkOptions& o, Size size, int64_t channels) {
  const auto maps = extents(size);
  Layers layers;
  for (size_t level = 1; level < maps.size(); ++level) {
    const bool norm =
        level > 1 && o.critic_norm == "batch";  // none on the first layer, as in the paper
    const int64_t in = level == 1 ? channels : width(o, level - 1), out = width(o, level);
    layers.push_back(halve(cat("conv", level), in, out, o.kernel, maps[level - 1], /*bias=*/!norm));
    if (norm) layers.push_back(batch_norm(cat("norm", level), out));
    layers.push_back(leaky_relu(cat("act", level), 0.2));
  }
  layers.push_back(gather("score", width(o, maps.size() - 1), 1, maps.back(), /*bias=*/true));
  return layers;
}

Layers dcgan_generator(const NetworkOptions& o, Size size, int64_t channels) {
  const auto maps = extents(size);
  Layers layers;
  const auto add = [&](size_t level, std::unique_ptr<Layer> convolution) {
    layers.push_back(std::move(convolution));
    layers.push_back(batch_norm(cat("norm", level), width(o, level)));
    layers.push_back(relu(cat("act", level)));
  };
  const size_t deepest = maps.size() - 1;
  add(deepest,
      spread(cat("conv", deepest), o.latent, width(o, deepest), maps.back(), /*bias=*/false));
  for (size_t level = deepest - 1; level > 0; --level) {
    add(level, twice(cat("conv", level), width(o, level + 1), width(o, level), o.kernel,
                     maps[level], /*bias=*/false));
  }
  layers.push_back(twice("picture", width(o, 1), channels, o.kernel, maps[0], /*bias=*/true));
  layers.push_back(tanh("range"));
  return layers;
}

}  // namespace wgan
