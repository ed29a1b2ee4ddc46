#include "wgan/sampling/projection.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/full.h>
#include <ATen/ops/where.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "wgan/optimizers/optimizers.h"

namespace wgan {
namespace {

/// Returns the root of a mean square difference in levels of 255.
double error_of(double mean_square) { return 127.5 * std::sqrt(mean_square); }

/// Moves the latents, [N, latent], to where the law has them.
void keep_within(Tensor& z, const LatentLaw& law) {
  const double usual = std::sqrt(static_cast<double>(law.length));
  if (law.name == "uniform") {
    z.clamp_(-1, 1);
  } else if (law.name == "sphere") {
    z.mul_(usual / z.norm(2, {1}, /*keepdim=*/true).clamp_min(1e-12));
  } else {
    z.mul_((1.25 * usual / z.norm(2, {1}, /*keepdim=*/true).clamp_min(1e-12)).clamp_max(1));
  }
}

/// The mean square differences of pictures, [N].
Tensor differences(const Tensor& pictures, const Tensor& target) {
  return (pictures - target).square().flatten(1).mean(1);
}

}  // namespace

Projection project(const Network& generator, const LatentLaw& law, const Tensor& labels,
                   const Tensor& target, const ProjectionOptions& o, Device device,
                   const std::function<void(int64_t done, double error)>& done) {
  std::vector<uint64_t> seeds(static_cast<size_t>(o.starts));
  std::iota(seeds.begin(), seeds.end(), o.seed);
  Tensor z = latents_of_seeds(seeds, law).to(device).requires_grad_();
  const auto optimizer = make_optimizer(
      {.name = "adam", .rate = o.rate, .beta1 = 0.9, .beta2 = 0.999}, {Parameter{"z", z}});
  Pass pass{.training = false, .momentum = {}};
  if (labels.defined()) pass.labels = labels.to(device);
  const Tensor wanted = target.to(device);
  // The best latents that each start has passed, and their mean square differences.
  Tensor best = z.detach().clone(), least = at::full({o.starts}, INFINITY, z.options());
  const auto remember = [&](const Tensor& found) {
    const at::NoGradGuard no_grad;
    const Tensor better = found < least;  // a start that diverged is not
    best = at::where(better.unsqueeze(1), z, best);
    least = at::where(better, found, least);
  };
  for (int64_t step = 0; step < o.steps; ++step) {
    Tensor made = generator.forward(z, pass), theirs = wanted, loss = differences(made, theirs);
    remember(loss.detach());
    for (int halvings = 0; halvings < 2 && std::min(made.size(2), made.size(3)) > 1; ++halvings) {
      made = at::avg_pool2d(made, {2, 2}), theirs = at::avg_pool2d(theirs, {2, 2});
      loss = loss + differences(made, theirs);
    }
    const TensorList gradients = optimizer->gradients(loss.sum());
    const double left = 1 - static_cast<double>(step) / static_cast<double>(o.steps);
    const at::NoGradGuard no_grad;
    optimizer->step(gradients, {.rate = std::min(1.0, 2 * left)});
    keep_within(z, law);
    if (done && (step + 1) % 20 == 0) done(step + 1, error_of(least.min().item<double>()));
  }
  const at::NoGradGuard no_grad;
  remember(differences(generator.forward(z, pass), wanted));
  const Tensor found = least.to(at::kCPU, at::kDouble);
  const auto winner = found.argmin().item<int64_t>();
  Projection projection{
      best[winner].to(at::kCPU).clone(), -1, error_of(found[winner].item<double>()), {}};
  if (labels.defined()) projection.label = labels[winner].item<int64_t>();
  for (int64_t i = 0; i < o.starts; ++i)
    projection.all.push_back(error_of(found[i].item<double>()));
  return projection;
}

}  // namespace wgan
