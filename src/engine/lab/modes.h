#pragma once

#include "points_gan.h"
#include "wgan/lab/experiment.h"

/// How a generator of points covers laws with several modes. Private to this folder.
namespace wgan {

struct ModeCount {
  int64_t hit = 0;        // modes with at least a tenth of their share of the samples
  double share = 0;       // of the samples within four deviations of a centre
  double reverse_kl = 0;  // of the samples' modes from the uniform law over the modes, in nats
};

ModeCount count_modes(const Tensor& points, const std::vector<PlotPoint>& centres,
                      double deviation);

/// Trains a GAN and a WGAN-GP over three seeds and counts what they cover. The first seed of each
/// is filmed.
Finding cover_modes(const std::string& name, const std::vector<PlotPoint>& centres,
                    double deviation, const LabOptions& options, LabTools& tools);

}  // namespace wgan
