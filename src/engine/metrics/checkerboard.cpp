#include <ATen/TensorOperators.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <algorithm>

#include "bootstrap.h"
#include "power.h"
#include "wgan/metrics/list.h"

namespace wgan {
namespace {

constexpr int64_t kPeriod = 4;  // pixels; transposed convolutions of stride 2 leave 2 and 4

/// The frequencies of a pattern that repeats every kPeriod pixels, and those next to them, as
/// indexes into [H * W].
struct Frequencies {
  std::vector<int64_t> pattern, next;

  Frequencies(int64_t height, int64_t width) {
    const int64_t down = height / kPeriod, across = width / kPeriod;
    const auto in_pattern = [&](int64_t y, int64_t x) { return y % down == 0 && x % across == 0; };
    for (int64_t y = 0; y < height; y += down) {
      for (int64_t x = 0; x < width; x += across) {
        if (x == 0 && y == 0) continue;  // the mean value
        pattern.push_back(y * width + x);
        for (int64_t dy = -1; dy <= 1; ++dy) {
          for (int64_t dx = -1; dx <= 1; ++dx) {
            const int64_t v = (y + dy + height) % height, u = (x + dx + width) % width;
            if (!in_pattern(v, u)) next.push_back(v * width + u);
          }
        }
      }
    }
  }
};

}  // namespace

std::vector<Estimate> metrics::Checkerboard::measure(const Comparison& sets) {
  // Whole periods, so that each frequency of the pattern is one of the transform.
  const int64_t height = sets.fake.size(1) / kPeriod * kPeriod,
                width = sets.fake.size(2) / kPeriod * kPeriod;
  if (std::min(height, width) < 4 * kPeriod) return {};
  const Pictures cut = sets.fake.narrow(1, 0, height).narrow(2, 0, width).contiguous();
  const Frequencies found(height, width);
  const Tensor pattern = at::tensor(found.pattern), next = at::tensor(found.next);
  const Tensor power = of_power(cut, Window::kNone, 2, [&](const Tensor& all) {
    const Tensor flat = all.flatten(1);
    return at::stack({flat.index_select(1, pattern).mean(1), flat.index_select(1, next).mean(1)},
                     1);
  });
  const Means means = means_of(power, draw_replicates(sets, Side::kFake, sets.fake.size(0)));
  const auto excess = [](const auto&, const std::vector<double>& mean) {
    constexpr double kSilence = 1e-6;  // pictures of one colour have no power at all
    return decibels((mean[0] + kSilence) / (mean[1] + kSilence));
  };
  return {estimate_from({.name = kName, .good = Good::kLikeReal, .count = sets.fake.size(0)}, means,
                        means, excess)};
}

}  // namespace wgan
