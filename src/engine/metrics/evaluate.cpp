#include <algorithm>
#include <array>
#include <cmath>

#include "wgan/metrics/list.h"
#include "wgan/metrics/metrics.h"

namespace wgan {
namespace {

std::array<double, 2> interval(const Estimate& of) {
  constexpr double kOf95Percent = 1.96;  // standard errors either way, for a normal law
  if (!of.share) return {of.value - kOf95Percent * of.error, of.value + kOf95Percent * of.error};
  const auto n = static_cast<double>(of.count);
  constexpr double kSquare = kOf95Percent * kOf95Percent;
  const double middle = (of.value + kSquare / (2 * n)) / (1 + kSquare / n),
               wide = kOf95Percent / (1 + kSquare / n) *
                      std::sqrt(of.value * (1 - of.value) / n + kSquare / (4 * n * n));
  return {std::max(0.0, middle - wide), std::min(1.0, middle + wide)};
}

/// Two disjoint sets of as many real pictures as are compared, or of half of all if there are
/// fewer: what a perfect generator would be measured by.
Comparison real_against_real(const Pictures& real, const Tensor& labels, int64_t count,
                             uint64_t seed) {
  const int64_t all = real.size(0), half = std::min(count, all / 2);
  return {.real = real.narrow(0, 0, half),
          .fake = real.narrow(0, all - half, half),
          .training = real.narrow(0, 0, all - half),
          .labels = labels.defined() ? labels.narrow(0, 0, all - half) : labels,
          .seed = seed};
}

}  // namespace

double Score::low() const { return interval(fake)[0]; }
double Score::high() const { return interval(fake)[1]; }

std::vector<Score> evaluate(const Pictures& real, const Pictures& fake, const EvaluateOptions& o,
                            const MetricProgress& progress) {
  const int64_t compared = std::min({real.size(0), fake.size(0), kMostPictures});
  const Comparison sets{.real = real.narrow(0, 0, std::min(real.size(0), kMostPictures)),
                        .fake = fake.narrow(0, 0, std::min(fake.size(0), kMostPictures)),
                        .training = real,
                        .labels = o.labels,
                        .seed = o.seed,
                        .replicates = o.replicates};
  const Comparison floor = real_against_real(real, o.labels, compared, o.seed);
  const std::vector<std::string> names = o.metrics.empty() ? MetricList::names() : o.metrics;
  std::vector<Score> scores;
  int64_t done = 0;
  bool goes_on = true;
  MetricList::for_each([&]<typename Metric>() {
    if (!goes_on || std::count(names.begin(), names.end(), Metric::kName) == 0) return;
    goes_on = !progress || progress(Metric::kName, done++, std::ssize(names));
    if (!goes_on) return;
    const std::vector<Estimate> found = Metric::measure(sets);
    if (found.empty()) return;
    const std::vector<Estimate> beside = Metric::measure(floor);
    for (size_t i = 0; i < found.size(); ++i) scores.push_back({found[i], beside[i]});
  });
  return scores;
}

}  // namespace wgan
