#pragma once

#include "wgan/base/image.h"
#include "wgan/plot/plot.h"

namespace wgan {

/// Returns the plot as a picture in RGB, with that many pixels for each of its units.
Image to_picture(const Plot& plot, double pixels = 2);

}  // namespace wgan
