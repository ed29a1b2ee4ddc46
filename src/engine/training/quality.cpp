#include "wgan/training/quality.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>

#include "wgan/metrics/list.h"
#include "wgan/sampling/sampling.h"
#include "wgan/text/text.h"
#include "wgan/training/work.h"

namespace wgan {
namespace {

constexpr int64_t kMost = 1024;  // pictures of each kind
/// Of the pictures and of what the metrics draw: the same in every run, so that runs compare.
constexpr uint64_t kSeed = 0;
constexpr double kImproved = 0.02;  // share by which a metric must fall to count as improved

/// The work of a check beside making its samples, in floating-point operations that would take as
/// long in convolutions: measured for 1,024 pictures of 64x64, three levels of the pyramid, and
/// about in proportion to both.
constexpr double kWorkOfALevel = 2e11;
/// How much faster a GPU trains than it can be measured beside it, on the processor.
constexpr double kOnGpu = 50;

/// The least number of steps that keeps checks below their share of the time.
int64_t affordable(const TrainOptions& o, int64_t pictures, Device device) {
  const Networks nets = meta_networks(o.network, o.data.size, o.data.channels);
  const double g = work_of(nets.generator, {o.network.latent}).all, step = work_of_step(o, nets);
  const double levels = std::max(
      1.0, std::log2(static_cast<double>(std::min(o.data.size.width, o.data.size.height)) / 8));
  const double check = static_cast<double>(pictures) * (g + levels * kWorkOfALevel / kMost) *
                       (device.is_cpu() ? 1 : kOnGpu);
  return static_cast<int64_t>(std::min(1e12, std::ceil(check / (o.evaluate_every.share * step))));
}

}  // namespace

QualityCheck::QualityCheck(const TrainOptions& options, const PictureSet& pictures, Device device)
    : options_(options), device_(device), every_(0) {
  const int64_t count = std::min(kMost, pictures.count());
  if (options.best == "none" || count < kFewestPictures) return;
  const int64_t row = row_steps(options), asked = options.evaluate_every.steps;
  const int64_t wanted = asked > 0 ? asked : affordable(options, count, device);
  every_ = (wanted + row - 1) / row * row;
  real_ =
      at::empty({count, pictures.size.height, pictures.size.width, pictures.channels}, at::kByte);
  const auto order = shuffled(pictures.count(), {kSeed, Stream::kPicked, 0, 0, 0});
  uint8_t* to = real_.data_ptr<uint8_t>();
  std::string scratch;
  for (int64_t i = 0; i < count; ++i)
    to = std::copy_n(pictures.bytes(order[static_cast<size_t>(i)], scratch),
                     pictures.picture_bytes(), to);
}

void QualityCheck::measure(const Network& average, MetricsRow& row) const {
  const Sampler sampler(average, options_.network, device_);
  const Pictures fake = sampler.bytes_of_seeds(kSeed, real_.size(0));
  const Comparison sets{.real = real_, .fake = fake, .training = real_, .seed = kSeed};
  MetricList::for_each([&]<typename Metric>() {
    for (const MeasuredWhileTraining& one : kMeasuredWhileTraining) {
      if (std::string_view(one.metric) != Metric::kName) continue;
      const auto found = Metric::measure(sets);
      if (!found.empty()) row.*one.value = found[0].value;
    }
  });
}

void BestSoFar::add(const MetricsRow& row) {
  const auto value = measured_in(row, metric_);
  if (!value) return;
  const auto place = std::upper_bound(ranked_.begin(), ranked_.end(), *value,
                                      [](double a, const Place& b) { return a < b.value; });
  ranked_.insert(place, {*value, row.step});
  if (!mark_ || *value < *mark_ * (1 - kImproved)) {
    mark_ = *value;
    without_improvement_ = 0;
  } else {
    ++without_improvement_;
  }
}

std::vector<int64_t> BestSoFar::steps(int64_t count) const {
  std::vector<int64_t> steps;
  for (size_t i = 0; i < std::min(ranked_.size(), static_cast<size_t>(count)); ++i)
    steps.push_back(ranked_[i].step);
  return steps;
}

}  // namespace wgan
