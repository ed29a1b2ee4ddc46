#include "architectures.h"

namespace wgan {

ConvolutionalPlan architectures::Pokemon::plan(const NetworkOptions& o, Size size) {
  const int64_t depth = o.depth ? o.depth : 4;  // 16, 32, 64, 128 features in the critic
  return {.critic_maps = halvings(size, depth),
          .generator_maps = halvings(size, depth + 1),  // down to 4 x 4; 8 x 8 in the critic
          .all_biases = true,
          .dense_first = true,
          .score = Score::kEachPixel,  // the table's dense layer has 8 x 8 outputs
          .norm_momentum = 0.2,        // Keras' momentum 0.8 weighs the old mean
          .norm_epsilon = 1e-3};
}

}  // namespace wgan
