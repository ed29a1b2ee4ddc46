#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>

#include "bootstrap.h"
#include "wgan/device/parallel.h"
#include "wgan/metrics/feature_metrics.h"
#include "wgan/metrics/list.h"
#include "wgan/networks/networks.h"
#include "wgan/optimizers/optimizers.h"

namespace wgan {
namespace {

constexpr int64_t kLeastSide = 16, kMostSide = 32;
constexpr int64_t kMostClasses = 1000;
constexpr int64_t kSteps = 500, kBatch = 64;
constexpr double kRate = 1e-3;
constexpr int64_t kAtOnce = 64;  // pictures that are classified together

/// The pictures as the classifier sees them, float [n, C, h, w] in [-1, 1].
Tensor seen(const Pictures& pictures) {
  const Tensor planes = pictures.permute({0, 3, 1, 2}).to(at::kFloat) / 127.5 - 1;
  return at::adaptive_avg_pool2d(
      planes, {std::min(kMostSide, planes.size(2)), std::min(kMostSide, planes.size(3))});
}

/// A critic of DCGAN with a score for each class.
class Classifier {
 public:
  Classifier(const Comparison& sets, int64_t classes)
      : sets_(sets), network_(critic_for(sets, classes)) {
    learn();
  }

  Features find(const Pictures& pictures) const {
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

 private:
  static Network critic_for(const Comparison& sets, int64_t classes) {
    NetworkOptions options;
    options.features = 16;
    options.scores = classes;
    const Size size{std::min(kMostSide, sets.real.size(2)), std::min(kMostSide, sets.real.size(1))};
    return std::move(make_networks(options, size, sets.real.size(3), sets.seed).critic);
  }

  /// Runs on one thread, so that no bit depends on how many there are.
  void learn() {
    const OneThread one_thread;
    const auto optimizer = make_optimizer(
        {.name = "adam", .rate = kRate, .beta1 = 0.9, .beta2 = 0.999}, network_.parameters());
    const int64_t all = sets_.training.size(0);
    std::vector<int64_t> order;
    for (int64_t step = 0; step < kSteps; ++step) {
      for (uint64_t epoch = 0; std::ssize(order) < kBatch; ++epoch) {
        const auto more =
            shuffled(all, {sets_.seed, Stream::kLessons, 0, static_cast<uint64_t>(step), epoch});
        order.insert(order.begin(), more.begin(), more.end());
      }
      const Tensor batch = at::tensor(std::vector<int64_t>(order.end() - kBatch, order.end()));
      order.resize(order.size() - kBatch);
      const Tensor scores = network_.forward(seen(sets_.training.index_select(0, batch)), {});
      optimizer->step(optimizer->gradients(
          at::cross_entropy_loss(scores.flatten(1), sets_.labels.index_select(0, batch))));
    }
  }

  const Comparison& sets_;
  Network network_;
};

/// The share of each class among the most probable ones, for the set and for each replicate.
Means shares(const Features& features, const Tensor& counts) {
  const Tensor best = features.probabilities.argmax(1, /*keepdim=*/true);
  const Tensor hits = at::zeros_like(features.probabilities).scatter(1, best, 1);
  return means_of(hits, counts);
}

}  // namespace

std::vector<Estimate> metrics::Classes::measure(const Comparison& sets) {
  if (!sets.labels.defined() || std::min(sets.real.size(1), sets.real.size(2)) < kLeastSide)
    return {};
  const int64_t classes = sets.labels.max().item<int64_t>() + 1;
  if (classes < 2 || classes > kMostClasses) return {};
  const Classifier classifier(sets, classes);
  const FeatureComparison found{classifier.find(sets.real), classifier.find(sets.fake)};
  Estimate score = inception_score(found), distance = frechet_estimate(found);
  score.name = "class-score";
  distance.name = "class-fd";
  const Means real = shares(found.real, draw_replicates(sets, Side::kReal, sets.real.size(0))),
              fake = shares(found.fake, draw_replicates(sets, Side::kFake, sets.fake.size(0)));
  const int64_t count = sets.fake.size(0);
  // Half of the sum of the differences: the share of pictures that are in the wrong class.
  const Estimate balance = estimate_from({.name = "class-balance", .count = count}, real, fake,
                                         [](const auto& r, const auto& f) {
                                           double sum = 0;
                                           for (size_t i = 0; i < r.size(); ++i)
                                             sum += std::abs(r[i] - f[i]) / 2;
                                           return sum;
                                         });
  // Pearson's chi-square of two samples for each degree of freedom: 1 if both follow one law.
  const auto n = static_cast<double>(sets.real.size(0)), m = static_cast<double>(count);
  const Estimate chi_square = estimate_from(
      {.name = "class-chi2", .count = count}, real, fake, [&](const auto& r, const auto& f) {
        double sum = 0, cells = -1;
        for (size_t i = 0; i < r.size(); ++i) {
          const double together = n * r[i] + m * f[i];
          if (together == 0) continue;
          sum += n * m * (r[i] - f[i]) * (r[i] - f[i]) / together;
          ++cells;
        }
        return cells > 0 ? sum / cells : 0;
      });
  return {score, distance, balance, chi_square};
}

}  // namespace wgan
