#pragma once

#include <vector>

#include "critic_fit.h"
#include "wgan/plot/plot.h"

/// Laws of points, and distances of samples. Private to this folder.
namespace wgan {

/// Numbers of a normal law, as points of one number.
DrawPoints normal_numbers(double mean, double deviation);

/// Numbers of two narrow normal laws at the places, as often of each.
DrawPoints two_piles(double left, double right, double deviation);

/// Points (x, y) with y uniform in [0, 1): a vertical line.
DrawPoints vertical_line(double x);

/// Points around some centres, as often around each.
DrawPoints around(std::vector<PlotPoint> centres, double deviation);
/// Eight centres on a circle, and 25 on a grid, within [-1, 1]^2.
std::vector<PlotPoint> ring_of_8();
std::vector<PlotPoint> grid_of_25();

/// Points along a spiral in the plane, a cut through the "swiss roll".
DrawPoints swiss_roll(double deviation);

/// Numbers at equal distances.
std::vector<double> spaced(double least, double most, int64_t count);

/// The Wasserstein distance of two samples of as many numbers: the mean distance of the k-th
/// smallest of one from that of the other.
double wasserstein_of_samples(const Tensor& a, const Tensor& b);

}  // namespace wgan
