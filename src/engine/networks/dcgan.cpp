#include "architectures.h"

namespace wgan {

ConvolutionalPlan architectures::Dcgan::plan(const NetworkOptions& o, Size size) {
  const auto maps = halvings(size, usual_halvings(o, size));
  return {.critic_maps = maps,
          .generator_maps = maps,
          .widest = 8,
          .norm_of_first = false};  // as in the paper
}

}  // namespace wgan
