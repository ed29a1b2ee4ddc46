#include "bootstrap.h"

#include <ATen/ops/zeros.h>

#include <cmath>
#include <limits>

#include "wgan/device/parallel.h"

namespace wgan {

Tensor draw_replicates(const Comparison& sets, Side side, int64_t count) {
  const int64_t replicates = sets.replicates;
  if (replicates == 0) return {};
  Random random(sets.seed, Stream::kReplicates, 0, 0, side == Side::kReal ? 0 : 1);
  Tensor counts = at::zeros({count, replicates});
  float* count_of = counts.data_ptr<float>();
  for (int64_t b = 0; b < replicates; ++b) {
    for (int64_t i = 0; i < count; ++i)
      count_of[random.below(static_cast<uint32_t>(count)) * replicates + b] += 1;
  }
  return counts;
}

double standard_error(const std::vector<double>& values) {
  if (values.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  const auto count = static_cast<double>(values.size());
  double mean = 0, squares = 0;
  for (const double value : values) mean += value / count;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / (count - 1));
}

Means means_of(const Tensor& numbers, const Tensor& counts) {
  const int64_t n = numbers.size(0), d = numbers.size(1),
                replicates = counts.defined() ? counts.size(1) : 0;
  const float* number = numbers.const_data_ptr<float>();
  const float* count = counts.defined() ? counts.const_data_ptr<float>() : nullptr;
  // The first mean is that of all, in which each picture counts once.
  std::vector<std::vector<double>> means(static_cast<size_t>(replicates + 1));
  for_parts(replicates + 1, 1, [&](int64_t which, int64_t) {
    auto& mean = means[static_cast<size_t>(which)];
    mean.assign(static_cast<size_t>(d), 0);
    for (int64_t i = 0; i < n; ++i) {
      const float weight = which == 0 ? 1 : count[i * replicates + which - 1];
      if (weight == 0) continue;
      for (int64_t k = 0; k < d; ++k)
        mean[static_cast<size_t>(k)] += static_cast<double>(weight) * number[i * d + k];
    }
    for (double& one : mean) one /= static_cast<double>(n);
  });
  Means result{std::move(means.front()), {}};
  result.replicates.assign(std::make_move_iterator(means.begin() + 1),
                           std::make_move_iterator(means.end()));
  return result;
}

Estimate estimate_from(Estimate empty, const Means& real, const Means& fake, const OfMeans& value) {
  empty.value = value(real.all, fake.all);
  std::vector<double> values;
  for (size_t b = 0; b < fake.replicates.size(); ++b)
    values.push_back(value(real.replicates[b], fake.replicates[b]));
  empty.error = standard_error(values);
  return empty;
}

Estimate mean_estimate(Estimate empty, const Tensor& numbers, const Tensor& counts) {
  empty.count = numbers.size(0);
  const Means means = means_of(numbers.view({-1, 1}), counts);
  return estimate_from(std::move(empty), means, means,
                       [](const auto&, const auto& fake) { return fake[0]; });
}

}  // namespace wgan
