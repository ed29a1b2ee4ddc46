#include "wgan/training/probe.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/linspace.h>
#include <ATen/ops/tensor.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "wgan/image/image_tensor.h"
#include "wgan/sampling/sampling.h"

namespace wgan {
namespace {

constexpr double kLevels = 127.5;  // of 255, for a difference of 1 in [-1, 1]

/// What is looked at.
struct Looked {
  const TrainOptions& options;
  const Networks& nets;
  const Range& range;
};

/// A pass that leaves running statistics as they are.
Pass looking(const Looked& t, const Tensor& labels) {
  Pass pass{.labels = labels, .momentum = 0.0};
  if (t.options.precision == "bf16") pass.precision = at::kBFloat16;
  return pass;
}

Tensor scores(const Looked& t, const Batch& batch) {
  const Tensor all = t.nets.critic.forward(batch.images, looking(t, batch.labels)).to(at::kDouble);
  const Tensor classes = all.dim() > 2 ? all.flatten(2).mean(2) : all;
  return classes.size(1) == 1 ? classes.flatten() : classes.logsumexp(1);
}

/// The samples of the first seeds, in [-1, 1].
Batch samples(const Looked& t, int64_t count) {
  std::vector<uint64_t> seeds(static_cast<size_t>(count));
  std::iota(seeds.begin(), seeds.end(), 0);
  const NetworkOptions& network = t.options.network;
  const Device device = t.nets.generator.parameters().front().tensor.device();
  const Tensor labels =
      at::arange(count, at::kLong).remainder(std::max<int64_t>(1, network.classes)).to(device);
  const Tensor z = latents_of_seeds(seeds, law_of(network)).to(device);
  return {t.nets.generator.forward(z, looking(t, labels)).to(at::kFloat), labels};
}

/// The root mean square difference of two different pictures, over their values.
double difference(const Tensor& pictures) {
  const Tensor rows = pictures.flatten(1).to(at::kDouble);
  const auto n = static_cast<double>(rows.size(0));
  const double spread = (rows - rows.mean(0)).square().sum().item<double>() / (n - 1);
  return std::sqrt(2 * spread / static_cast<double>(rows.size(1))) * kLevels;
}

double ranked_right(const Tensor& real, const Tensor& fake) {
  const Tensor ahead = real.unsqueeze(1) - fake.unsqueeze(0);
  return (ahead.sign().mean().item<double>() + 1) / 2;
}

/// The largest gradient of the score with respect to pictures in [-1, 1] between two batches.
double largest_slope(const Looked& t, const Tensor& real, const Batch& fake) {
  const at::AutoGradMode with_grad(true);
  const Tensor share = at::linspace(0, 1, real.size(0), real.options()).view({-1, 1, 1, 1});
  const Tensor between = (real * share + fake.images * (1 - share)).detach().requires_grad_();
  const Tensor score = scores(t, {t.range.from_unit(between), fake.labels}).sum();
  const Tensor gradient = torch::autograd::grad({score}, {between})[0];
  return gradient.flatten(1).to(at::kDouble).norm(2, 1).max().item<double>();
}

}  // namespace

std::optional<double> Probe::distance(int64_t values) const {
  if (slope <= 0) return std::nullopt;
  return (score_real - score_fake) / slope / std::sqrt(static_cast<double>(values)) * kLevels;
}

Batch probed_pictures(const PictureSet& pictures, int64_t batch, const CriticInput& critic_input,
                      Device device) {
  const int64_t all = pictures.count(), some = std::min({kProbed, 2 * batch, all});
  std::vector<Image> images;
  std::vector<int64_t> labels;
  for (int64_t i = 0; i < some; ++i) {
    images.push_back(pictures.picture(i * all / some));
    labels.push_back(std::max(0, pictures.labels[static_cast<size_t>(i * all / some)]));
  }
  return {critic_input.range().from_unit(to_tensor(images).to(device)),
          at::tensor(labels).to(device)};
}

Tensor critic_scores(const TrainOptions& options, const Networks& nets, const Batch& batch) {
  const at::NoGradGuard no_grad;
  return scores({options, nets, Range{}}, batch);
}

Probe probe(const TrainOptions& options, const Networks& nets, const CriticInput& critic_input,
            const ProbedPictures& pictures) {
  const at::NoGradGuard no_grad;
  const Range& range = critic_input.range();
  const Looked t{options, nets, range};
  const Batch fake = samples(t, pictures.known.images.size(0));
  const Tensor of_real = scores(t, pictures.known),
               of_fake = scores(t, {range.from_unit(fake.images), fake.labels});
  Probe found{.diversity = difference(fake.images),
              .score_real = of_real.mean().item<double>(),
              .score_fake = of_fake.mean().item<double>(),
              .score_held_out = {},
              .ranked = ranked_right(of_real, of_fake),
              .ranked_held_out = {}};
  if (pictures.held_out) {
    const Tensor held_out = scores(t, *pictures.held_out);
    found.score_held_out = held_out.mean().item<double>();
    found.ranked_held_out = ranked_right(of_real, held_out);
  }
  found.slope = largest_slope(t, range.to_unit(pictures.known.images), fake);
  return found;
}

}  // namespace wgan
