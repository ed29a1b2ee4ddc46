#pragma once

#include <string>

#include "wgan/device/tensor.h"

namespace wgan {

/// Returns "[64, 3, 4, 4]".
std::string shape_text(at::IntArrayRef shape);

}  // namespace wgan
