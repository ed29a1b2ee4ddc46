#pragma once

#include "wgan/critic_input/critic_input.h"

namespace wgan {

Tensor change_color(const Tensor& images, std::vector<Random>& random);
Tensor change_place(const Tensor& images, std::vector<Random>& random);
Tensor cut_out(const Tensor& images, std::vector<Random>& random);

/// What stands where no picture is: the middle gray of the paper's zero padding, or, in a picture
/// with transparency, nothing at all.
inline float blank_value(int64_t channels) { return channels == 4 ? -1.0F : 0.0F; }

}  // namespace wgan
