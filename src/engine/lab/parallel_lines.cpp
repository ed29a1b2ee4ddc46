#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "points.h"
#include "wgan/base/error.h"
#include "wgan/lab/list.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Returns E f(real) - E f(fake) over the critic's slope on the way between the lines.
double estimate(double theta, uint64_t seed, bool quick) {
  CriticFit fit({{"loss", "gp"},
                 {"mlp-layers", "3"},
                 {"mlp-width", "64"},
                 {"batch", "128"},
                 {"rate", "2e-3"},
                 {"init", "he"}},
                2, seed);
  const DrawPoints real = vertical_line(0), fake = vertical_line(theta);
  fit.train(real, fake, quick ? 300 : 1000);
  Random random(seed, Stream::kLab, 4, 0, 0);
  constexpr int64_t kPoints = 2000;
  // The same heights on both lines, so that nothing but the distance moves the mean.
  const Tensor a = real(random, kPoints);
  Tensor b = a.clone();
  b.select(1, 0).fill_(theta);
  const double gap = (fit.scores(a).mean() - fit.scores(b).mean()).item<double>();
  return gap / fit.slopes((a + b) / 2).mean().item<double>();
}

}  // namespace

Finding experiments::ParallelLines::run(const LabOptions& o, LabTools& tools) {
  if (o.theta.empty())
    throw Error(ExitCode::kUsage, "--theta: name at least one distance, such as --theta -1,0,0.5");
  Finding finding;
  finding.table.columns = {"theta", "KL", "JS", "W", "critic's estimate of W"};
  PlotSeries js{"JS (nats)", {}, PlotSeries::Mark::kDots}, w{"W", {}},
      learnt{"a critic's estimate", {}, PlotSeries::Mark::kDots};
  double worst = 0;
  std::vector<double> all = o.theta;
  std::sort(all.begin(), all.end());
  for (size_t i = 0; i < all.size(); ++i) {
    const double theta = all[i], exact = std::abs(theta),
                 found = std::abs(estimate(theta, o.seed + i, o.quick));
    // The supports have no point in common unless the lines are one.
    const double kl = theta == 0 ? 0 : INFINITY, divergence = theta == 0 ? 0 : std::numbers::ln2;
    finding.table.rows.push_back({theta, kl, divergence, exact, found});
    js.points.push_back({theta, divergence}), w.points.push_back({theta, exact});
    learnt.points.push_back({theta, found});
    const double error = theta == 0 ? 0 : std::abs(found - exact) / exact;
    worst = std::isfinite(error) ? std::max(worst, error) : INFINITY;
    finding.numbers.push_back({cat("estimate at ", lab_text(theta)), found});
    tools.progress("distances", static_cast<int64_t>(i) + 1, std::ssize(all));
  }
  finding.numbers.push_back({"largest relative error", worst});
  finding.expect_learnt("a critic with a gradient penalty finds W = |theta| up to 5 %",
                        worst <= 0.05, cat("largest error ", lab_text(100 * worst), " %"), o.quick);
  finding.plots = {{.name = "lines",
                    .title = "Two parallel lines",
                    .x = {"theta, the distance of the lines"},
                    .y = {"distance of the laws"},
                    .series = {js, w, learnt}}};
  return finding;
}

}  // namespace wgan
