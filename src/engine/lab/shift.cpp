#include <algorithm>
#include <cmath>
#include <numbers>

#include "divergences.h"
#include "wgan/lab/list.h"
#include "wgan/text/text.h"

namespace wgan {

Finding experiments::Shift::run(const LabOptions& o, LabTools& tools) {
  const double farthest = 30, step = o.quick ? 1 : 0.25;
  const Density p = normal_density(0, 1);
  Finding finding;
  finding.table.columns = {"distance", "JS", "slope of JS", "W"};
  PlotSeries js_curve{"JS (nats)", {}}, slope_curve{"slope of JS", {}}, w_curve{"W", {}};
  double before = 0, last_slope = 0, worst = 0;
  for (double mean = 0; mean <= farthest; mean += step) {
    const Density q = normal_density(mean, 1);
    const double js = js_divergence(p, q, -12, 12 + mean), w = wasserstein(p, q, -12, 12 + mean),
                 slope = mean > 0 ? (js - before) / step : 0;
    before = js, last_slope = slope;
    worst = std::max(worst, std::abs(w - mean));
    finding.table.rows.push_back({mean, js, slope, w});
    js_curve.points.push_back({mean, js});
    if (mean > 0) slope_curve.points.push_back({mean, std::max(slope, 1e-18)});
    w_curve.points.push_back({mean, w});
    tools.progress("distances", std::lround(mean / step), std::lround(farthest / step));
  }
  finding.numbers = {{"JS at distance 30", before},
                     {"slope of JS at distance 30", last_slope},
                     {"largest error of W", worst}};
  finding.expect_near("JS of distant laws", before, std::numbers::ln2, 1e-6);
  finding.verdicts.push_back({"the slope of JS vanishes", std::abs(last_slope) < 1e-9,
                              lab_text(last_slope), Verdict::Kind::kClaim});
  finding.verdicts.push_back({"W is the distance itself, whose slope is 1 everywhere", worst < 1e-6,
                              cat("largest error ", lab_text(worst))});
  finding.plots = {{.name = "shift",
                    .title = "A normal law slides away from another",
                    .x = {"distance of the means"},
                    .y = {"nats"},
                    .series = {js_curve}},
                   {.name = "shift-slope",
                    .title = "What a generator would learn from JS",
                    .x = {"distance of the means"},
                    .y = {"slope of JS (nats per unit)", /*log=*/true},
                    .series = {slope_curve}},
                   {.name = "shift-w",
                    .title = "The Wasserstein distance of the same laws",
                    .x = {"distance of the means"},
                    .y = {"W"},
                    .series = {w_curve}}};
  return finding;
}

}  // namespace wgan
