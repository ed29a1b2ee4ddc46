#include <algorithm>
#include <cmath>
#include <numbers>

#include "divergences.h"
#include "wgan/lab/list.h"
#include "wgan/random/random.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

std::vector<double> normal_sample(uint64_t seed, uint64_t which, int64_t count) {
  Random random(seed, Stream::kLab, 0, which, 0);
  std::vector<double> sample(static_cast<size_t>(count));
  for (double& x : sample) x = random.normal();
  std::sort(sample.begin(), sample.end());
  return sample;
}

/// Returns the share of the numbers that are in both sorted samples.
double shared(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return static_cast<double>(both.size()) / static_cast<double>(a.size());
}

/// Returns the JS divergence of histograms with bins of that width.
double js_of_bins(const std::vector<double>& a, const std::vector<double>& b, double width) {
  const auto bins = static_cast<size_t>(std::ceil(12 / width)) + 1;
  const auto histogram = [&](const std::vector<double>& sample) {
    std::vector<double> masses(bins);
    for (const double x : sample)
      masses[static_cast<size_t>(
          std::clamp((x + 6) / width, 0.0, static_cast<double>(bins - 1)))] +=
          1 / static_cast<double>(sample.size());
    return masses;
  };
  return js_divergence(histogram(a), histogram(b));
}

}  // namespace

Finding experiments::JsSamples::run(const LabOptions& o, LabTools& tools) {
  Finding finding;
  finding.table.columns = {"samples", "JS", "JS of bins of 0.5", "W"};
  PlotSeries js{"JS of the samples", {}}, binned{"JS of bins of 0.5", {}}, w{"W", {}};
  double least_js = 1, last_w = 0, last_binned = 0;
  const std::vector<int64_t> counts{10, 100, 1000, 10'000, 100'000};
  for (size_t i = 0; i < counts.size(); ++i) {
    const auto a = normal_sample(o.seed, 2 * i, counts[i]),
               b = normal_sample(o.seed, 2 * i + 1, counts[i]);
    // A number that only one sample has adds log 2 of its mass, one that both have as often
    // nothing.
    const double divergence = std::numbers::ln2 * (1 - shared(a, b));
    double distance = 0;
    for (size_t k = 0; k < a.size(); ++k) distance += std::abs(a[k] - b[k]);
    distance /= static_cast<double>(a.size());
    least_js = std::min(least_js, divergence), last_w = distance;
    last_binned = js_of_bins(a, b, 0.5);
    const auto n = static_cast<double>(counts[i]);
    finding.table.rows.push_back({n, divergence, last_binned, distance});
    js.points.push_back({n, divergence}), binned.points.push_back({n, last_binned});
    w.points.push_back({n, distance});
    tools.progress("samples", static_cast<int64_t>(i) + 1, std::ssize(counts));
  }
  finding.numbers = {{"JS of two samples, at least", least_js},
                     {"W of 100,000 samples", last_w},
                     {"JS of bins of 100,000 samples", last_binned}};
  finding.verdicts = {
      {"JS of two samples of one law stays at log 2, however many there are",
       least_js > 0.99 * std::numbers::ln2, lab_text(least_js), Verdict::Kind::kClaim},
      // The mean of |a - b| of sorted normal samples falls like 1 / sqrt(n): 0.003 at 100,000.
      {"W falls towards 0", last_w < 0.02, lab_text(last_w)}};
  finding.plots = {{.name = "js-samples",
                    .title = "Two samples of the same normal law",
                    .x = {"numbers in each sample", /*log=*/true},
                    .y = {"nats, and W", /*log=*/true},
                    .series = {js, binned, w}}};
  return finding;
}

}  // namespace wgan
