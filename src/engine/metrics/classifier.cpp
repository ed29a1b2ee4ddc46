#include "wgan/metrics/classifier.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>

#include <algorithm>

#include "wgan/device/parallel.h"
#include "wgan/optimizers/optimizers.h"

namespace wgan {
namespace {

constexpr int64_t kMostSide = 32;
constexpr int64_t kSteps = 500, kBatch = 64;
constexpr double kRate = 1e-3;
constexpr int64_t kAtOnce = 64;  // pictures that are classified together

/// The pictures as the classifier sees them, float [n, C, h, w] in [-1, 1].
Tensor seen(const Pictures& pictures) {
  const Tensor planes = pictures.permute({0, 3, 1, 2}).to(at::kFloat) / 127.5 - 1;
  return at::adaptive_avg_pool2d(
      planes, {std::min(kMostSide, planes.size(2)), std::min(kMostSide, planes.size(3))});
}

Network critic_for(const Pictures& pictures, int64_t classes, uint64_t seed) {
  NetworkOptions options;
  options.features = 16;
  options.scores = classes;
  const Size size{std::min(kMostSide, pictures.size(2)), std::min(kMostSide, pictures.size(1))};
  return std::move(make_networks(options, size, pictures.size(3), seed).critic);
}

}  // namespace

Classifier::Classifier(const Pictures& pictures, const Tensor& labels, int64_t classes,
                       uint64_t seed)
    : network_(critic_for(pictures, classes, seed)) {
  learn(pictures, labels, seed);
}

Features Classifier::find(const Pictures& pictures) const {
  const int64_t n = pictures.size(0);
  Features all;
  std::vector<Features> parts(static_cast<size_t>((n + kAtOnce - 1) / kAtOnce));
  for_parts(n, kAtOnce, [&](int64_t first, int64_t count) {
    const at::NoGradGuard no_grad;
    const Tensor x = seen(pictures.narrow(0, first, count));
    const Tensor values = network_.features(x, {}).mean({2, 3});
    const Tensor scores = network_.forward(x, {}).flatten(1);
    parts[static_cast<size_t>(first / kAtOnce)] = {values, at::softmax(scores, 1)};
  });
  for (size_t i = 0; i < parts.size(); ++i) {
    const auto place = [&](Tensor& to, const Tensor& from) {
      if (!to.defined()) to = at::empty({n, from.size(1)});
      to.narrow(0, static_cast<int64_t>(i) * kAtOnce, from.size(0)).copy_(from);
    };
    place(all.values, parts[i].values);
    place(all.probabilities, parts[i].probabilities);
  }
  return all;
}

/// Runs on one thread, so that no bit depends on how many there are.
void Classifier::learn(const Pictures& pictures, const Tensor& labels, uint64_t seed) {
  const OneThread one_thread;
  const auto optimizer = make_optimizer(
      {.name = "adam", .rate = kRate, .beta1 = 0.9, .beta2 = 0.999}, network_.parameters());
  const int64_t all = pictures.size(0);
  std::vector<int64_t> order;
  for (int64_t step = 0; step < kSteps; ++step) {
    for (uint64_t epoch = 0; std::ssize(order) < kBatch; ++epoch) {
      const auto more =
          shuffled(all, {seed, Stream::kLessons, 0, static_cast<uint64_t>(step), epoch});
      order.insert(order.begin(), more.begin(), more.end());
    }
    const Tensor batch = at::tensor(std::vector<int64_t>(order.end() - kBatch, order.end()));
    order.resize(order.size() - kBatch);
    const Tensor scores = network_.forward(seen(pictures.index_select(0, batch)), {});
    optimizer->step(optimizer->gradients(
        at::cross_entropy_loss(scores.flatten(1), labels.index_select(0, batch))));
  }
}

}  // namespace wgan
