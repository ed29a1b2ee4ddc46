#include <algorithm>

#include "architectures.h"

namespace wgan {

ConvolutionalPlan architectures::Dcgan::plan(const NetworkOptions& o, Size size) {
  int64_t count = o.depth;
  if (count == 0) {  // the map is halved while both sides have 8 pixels or more
    for (int64_t side = std::min(size.width, size.height); side > 7; side = (side + 1) / 2) ++count;
  }
  const auto maps = halvings(size, count);
  return {.critic_maps = maps,
          .generator_maps = maps,
          .widest = 8,
          .norm_of_first = false};  // as in the paper
}

}  // namespace wgan
