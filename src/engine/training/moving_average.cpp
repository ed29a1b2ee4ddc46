#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_lerp.h>
#include <ATen/ops/arange.h>

#include <algorithm>

#include "update_random.h"
#include "wgan/sampling/sampling.h"
#include "wgan/training/moving_average.h"

namespace wgan {
namespace {

TensorList tensors_of(const std::vector<Parameter>& parameters) {
  TensorList tensors;
  for (const Parameter& p : parameters) tensors.push_back(p.tensor.detach());
  return tensors;
}

}  // namespace

void MovingAverage::update(const Network& newest, double decay) {
  const at::NoGradGuard no_grad;
  calibrated_ = false;
  at::_foreach_lerp_(tensors_of(generator_.parameters()), tensors_of(newest.parameters()),
                     1 - decay);
}

bool MovingAverage::calibrate(uint64_t seed, const NetworkOptions& options, int64_t samples,
                              const LayerObserver* observer) {
  constexpr int64_t kBatch = 64;
  const at::NoGradGuard no_grad;
  if (calibrated_ || !generator_.has_statistics()) return false;
  const Device device = generator_.buffers().front().tensor.device();
  Tensor labels;
  if (options.conditional)
    labels =
        (labels_.defined() ? labels_ : at::arange(kCalibrationSamples).remainder(options.classes))
            .to(device);
  for (int64_t i = 0; i < samples / kBatch; ++i) {
    const UpdateRandom draws(seed, {}, i * kBatch, device);
    // With weight 1 / (i + 1) the running mean is the plain mean of the batches so far.
    Pass pass{.momentum = 1.0 / static_cast<double>(i + 1), .observer = observer};
    if (options.conditional) pass.labels = labels.narrow(0, i * kBatch, kBatch);
    generator_.forward(draws.latent(Stream::kCalibration, kBatch, law_of(options)), pass);
  }
  return calibrated_ = true;
}

}  // namespace wgan
