#pragma once

#include "wgan/losses/losses.h"

/// Losses that wrap another loss.
namespace wgan {

/// Replaces the generator's loss by feature matching.
std::unique_ptr<Loss> with_feature_matching(std::unique_ptr<Loss> loss, const LossOptions& options);

/// Adds LeCam regularisation with that weight.
std::unique_ptr<Loss> with_lecam(std::unique_ptr<Loss> loss, double lambda);

/// Adds the supervised term of semi-supervised learning to the critic's loss.
std::unique_ptr<Loss> with_semi_supervision(std::unique_ptr<Loss> loss);

}  // namespace wgan
