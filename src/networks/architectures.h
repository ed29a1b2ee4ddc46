#pragma once

#include "layers.h"

namespace wgan {

/// Radford 2015, at any height and width from 16 up.
Layers dcgan_generator(const NetworkOptions& options, Size size, int64_t channels);
Layers dcgan_critic(const NetworkOptions& options, Size size, int64_t channels);

}  // namespace wgan
