#pragma once

#include "wgan/losses/losses.h"

namespace wgan {

std::unique_ptr<Loss> make_gan(const LossOptions& options);
std::unique_ptr<Loss> make_lsgan(const LossOptions& options);
std::unique_ptr<Loss> make_hinge(const LossOptions& options);
std::unique_ptr<Loss> make_wgan_clip(const LossOptions& options);
std::unique_ptr<Loss> make_wgan_gp(const LossOptions& options);
std::unique_ptr<Loss> make_wgan_none(const LossOptions& options);

/// A loss with another generator's part.
std::unique_ptr<Loss> match_features(std::unique_ptr<Loss> critics, const LossOptions& options);
/// A loss with a term more for the critic.
std::unique_ptr<Loss> tell_classes_apart(std::unique_ptr<Loss> unsupervised);

}  // namespace wgan
