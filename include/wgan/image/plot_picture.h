#pragma once

#include "wgan/base/image.h"
#include "wgan/plot/plot.h"

namespace wgan {

/// Returns the plot as a picture in RGB, twice as many pixels a side as its units.
Image to_picture(const Plot& plot);

}  // namespace wgan
