#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "divergences.h"
#include "points.h"
#include "wgan/lab/list.h"
#include "wgan/text/text.h"

namespace wgan {

Finding experiments::Optimum::run(const LabOptions& o, LabTools& tools) {
  constexpr double kLeast = -9, kMost = 9;
  const Density p = normal_density(0, 1), q = normal_density(1, 0.7);
  const Density best = [&](double x) { return p(x) / (p(x) + q(x)); };
  // L(D*) = E_p log D* + E_q log (1 - D*), added up on a fine grid.
  constexpr int kParts = 40'000;
  double value = 0;
  for (int i = 0; i < kParts; ++i) {
    const double step = (kMost - kLeast) / kParts, x = kLeast + (i + 0.5) * step, d = best(x);
    value += step * (p(x) * std::log(d) + (d < 1 ? q(x) * std::log1p(-d) : 0));
  }
  const double js = js_divergence(p, q, kLeast, kMost);
  Finding finding;
  finding.numbers = {{"L(D*)", value},
                     {"2 JS - 2 log 2", 2 * js - 2 * std::numbers::ln2},
                     {"L(D*) of two equal laws", 2 * std::log(0.5)}};
  finding.expect_near("L(D*) - (2 JS - 2 log 2)", value - (2 * js - 2 * std::numbers::ln2), 0,
                      1e-3);

  CriticFit fit({{"loss", "gan"},
                 {"critic-norm", "none"},
                 {"mlp-layers", "3"},
                 {"mlp-width", "64"},
                 {"batch", "2048"},
                 {"init", "he"},
                 {"rate", "3e-3"}},
                1, o.seed);
  fit.train(normal_numbers(0, 1), normal_numbers(1, 0.7), o.quick ? 300 : 3000);
  tools.progress("discriminators", 1, 1);
  const std::vector<double> places = spaced(-3, 3.5, 131);
  const Tensor learnt = fit.scores(as_points(places)).sigmoid();
  PlotSeries exact{"D* = p / (p + q)", {}}, found{"learnt D", {}}, of_p{"p", {}}, of_q{"q", {}};
  finding.table.columns = {"x", "p", "q", "D*", "learnt D"};
  double worst = 0;
  for (size_t i = 0; i < places.size(); ++i) {
    const double x = places[i], d = learnt[static_cast<int64_t>(i)].item<double>();
    finding.table.rows.push_back({x, p(x), q(x), best(x), d});
    exact.points.push_back({x, best(x)}), found.points.push_back({x, d});
    of_p.points.push_back({x, p(x)}), of_q.points.push_back({x, q(x)});
    // Where hardly a number falls, nothing is learnt.
    const double error = p(x) + q(x) > 0.05 ? std::abs(d - best(x)) : 0;
    worst = std::isfinite(error) ? std::max(worst, error) : INFINITY;
  }
  finding.numbers.push_back({"largest error of the learnt D", worst});
  finding.expect_learnt("a discriminator learns D* up to 0.02 wherever the laws have density",
                        worst <= 0.02, lab_text(worst), o.quick);
  finding.plots = {{.name = "optimum",
                    .title = "The best discriminator of two normal laws",
                    .x = {"x"},
                    .y = {"density, and D"},
                    .series = {exact, found, of_p, of_q}}};
  return finding;
}

}  // namespace wgan
