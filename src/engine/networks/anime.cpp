#include "architectures.h"

namespace wgan {

ConvolutionalPlan architectures::Anime::plan(const NetworkOptions& o, Size size) {
  const auto maps = halvings(size, o.depth ? o.depth : 4);  // 64, 128, 256, 512 features
  return {.critic_maps = maps,
          .generator_maps = maps,
          .critic_biases = true,
          .dense_first = true,
          .odd = OddPadding::kBefore};  // PyTorch's padding 2 and output padding 1
}

}  // namespace wgan
