#pragma once

#include "wgan/losses.h"

namespace wgan {

std::unique_ptr<Loss> make_gan(const LossOptions& options);
std::unique_ptr<Loss> make_wgan_clip(const LossOptions& options);
std::unique_ptr<Loss> make_wgan_gp(const LossOptions& options);

}  // namespace wgan
