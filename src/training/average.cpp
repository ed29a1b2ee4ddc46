#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_lerp.h>

#include <algorithm>

#include "draws.h"
#include "wgan/training.h"

namespace wgan {
namespace {

TensorList tensors_of(const std::vector<Parameter>& parameters) {
  TensorList tensors;
  for (const Parameter& p : parameters) tensors.push_back(p.tensor.detach());
  return tensors;
}

}  // namespace

void Average::update(const Network& newest, int64_t t) {
  const at::NoGradGuard no_grad;
  const double warm = static_cast<double>(1 + t) / static_cast<double>(10 + t);
  calibrated_ = false;
  at::_foreach_lerp_(tensors_of(generator_.parameters()), tensors_of(newest.parameters()),
                     1 - std::min(decay_, warm));
}

bool Average::calibrate(uint64_t seed, int64_t latent) {
  constexpr int64_t kBatches = 8, kBatch = 64;
  const at::NoGradGuard no_grad;
  if (calibrated_ || generator_.buffers().empty()) return false;
  const Device device = generator_.buffers().front().tensor.device();
  for (int64_t i = 0; i < kBatches; ++i) {
    const Draws draws(seed, {}, i * kBatch, device);
    // With weight 1 / (i + 1) the running mean is the plain mean of the batches so far.
    generator_.forward(draws.latent(Stream::kCalibration, kBatch, latent),
                       {.labels = {}, .momentum = 1.0 / static_cast<double>(i + 1)});
  }
  return calibrated_ = true;
}

}  // namespace wgan
