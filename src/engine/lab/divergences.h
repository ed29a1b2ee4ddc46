#pragma once

#include <functional>
#include <vector>

/// Distances of two laws on a line. Private to this folder.
namespace wgan {

using Density = std::function<double(double)>;

/// Returns the density of a normal distribution.
Density normal_density(double mean, double deviation);

/// p log(p / q), which is 0 where p is: what KL adds up.
double kl_term(double p, double q);
/// What JS adds up.
double js_term(double p, double q);

/// Integrate by the trapezoidal rule over [least, most], where both densities have all but a
/// negligible part of their mass. In nats.
double kl_divergence(const Density& p, const Density& q, double least, double most);
double js_divergence(const Density& p, const Density& q, double least, double most);
/// The area between the distribution functions.
double wasserstein(const Density& p, const Density& q, double least, double most);

/// The same of masses on the same places, which add up to 1.
double js_divergence(const std::vector<double>& p, const std::vector<double>& q);

}  // namespace wgan
