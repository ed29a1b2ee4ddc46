#include "wgan/device/shape_text.h"

#include <vector>

#include "wgan/text/text.h"

namespace wgan {

std::string shape_text(at::IntArrayRef shape) {
  std::vector<std::string> sides;
  for (const int64_t side : shape) sides.push_back(std::to_string(side));
  return cat("[", join(sides, ", "), "]");
}

}  // namespace wgan
