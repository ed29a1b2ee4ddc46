#include "wgan/sampling/directions.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "wgan/base/error.h"

namespace wgan {
double deviation_of(const LatentLaw& law) { return law.name == "uniform" ? 1 / std::sqrt(3.0) : 1; }

LatentDirections latent_directions(const Network& generator, const LatentLaw& law,
                                   const Tensor& labels, int64_t samples, Device device,
                                   const std::function<void(int64_t done)>& done) {
  constexpr int64_t kAtOnce = 64;
  const at::NoGradGuard no_grad;
  const double step = 0.01 * deviation_of(law);
  const Tensor basis = at::eye(law.length) * step;
  Tensor sum = at::zeros({law.length, law.length}, at::kDouble);
  for (int64_t i = 0; i < samples; ++i) {
    const Tensor z = latents_of_seeds({static_cast<uint64_t>(i)}, law);
    const Tensor points = at::cat({z, z + basis});
    std::vector<Tensor> parts;  // few at once: wide latents have many neighbours
    for (int64_t first = 0; first <= law.length; first += kAtOnce) {
      const int64_t count = std::min(kAtOnce, law.length + 1 - first);
      Pass pass{.training = false, .momentum = {}};
      if (labels.defined()) pass.labels = labels.to(device).expand({count});
      parts.push_back(generator.forward(points.narrow(0, first, count).to(device), pass)
                          .flatten(1)
                          .to(at::kCPU, at::kDouble));
    }
    const Tensor pictures = at::cat(parts);
    const Tensor jacobian = (pictures.narrow(0, 1, law.length) - pictures.narrow(0, 0, 1)) / step;
    sum += jacobian.mm(jacobian.t());
    if (done) done(i + 1);
  }
  if (!at::isfinite(sum).all().item<bool>())
    throw Error(ExitCode::kModel, "its pictures are made of numbers that are not finite");
  const auto [values, vectors] = at::linalg_eigh(sum);
  const Tensor falling = values.flip(0).clamp_min(0);
  return {vectors.t().flip(0).contiguous(), falling / falling.sum().clamp_min(1e-300)};
}

}  // namespace wgan
