#include <numbers>

#include "divergences.h"
#include "wgan/lab/list.h"
#include "wgan/text/text.h"

namespace wgan {

Finding experiments::Gauss::run(const LabOptions&, LabTools&) {
  constexpr double kLeast = -14, kMost = 15;
  const Density p = normal_density(0, 1), q = normal_density(1, 1), wide = normal_density(1, 2);
  const double forward = kl_divergence(p, q, kLeast, kMost),
               backward = kl_divergence(q, p, kLeast, kMost),
               js = js_divergence(p, q, kLeast, kMost),
               to_wide = kl_divergence(p, wide, kLeast, kMost),
               from_wide = kl_divergence(wide, p, kLeast, kMost);
  Finding finding;
  finding.numbers = {{"KL(p, q)", forward}, {"KL(q, p)", backward},
                     {"JS(p, q)", js},      {"JS(p, q) in bits", js / std::numbers::ln2},
                     {"KL(p, w)", to_wide}, {"KL(w, p)", from_wide}};
  finding.expect_near("KL of N(0,1) from N(1,1) in nats", forward, 0.5, 1e-6);
  finding.expect_near("their JS in nats", js, 0.111422, 1e-6);
  // log 2 + (1 + 1) / 8 - 1/2 and -log 2 + (4 + 1) / 2 - 1/2.
  finding.expect_near("KL of N(0,1) from N(1,4)", to_wide, std::numbers::ln2 - 0.25, 1e-6);
  finding.expect_near("KL of N(1,4) from N(0,1)", from_wide, 2 - std::numbers::ln2, 1e-6);
  finding.verdicts.push_back({"KL is not symmetric, JS is",
                              from_wide > 2 * to_wide && js == js_divergence(q, p, kLeast, kMost),
                              cat(lab_text(to_wide), " and ", lab_text(from_wide)),
                              Verdict::Kind::kClaim});
  finding.table.columns = {"x", "p", "q", "KL integrand", "JS integrand"};
  PlotSeries of_p{"p", {}}, of_q{"q", {}}, of_kl{"KL integrand", {}}, of_js{"JS integrand", {}};
  for (int i = 0; i <= 200; ++i) {
    const double x = -4 + i * 0.045, a = p(x), b = q(x), kl = kl_term(a, b), mean = js_term(a, b);
    finding.table.rows.push_back({x, a, b, kl, mean});
    of_p.points.push_back({x, a}), of_q.points.push_back({x, b});
    of_kl.points.push_back({x, kl}), of_js.points.push_back({x, mean});
  }
  finding.plots.push_back({.name = "gauss",
                           .title = "KL and JS divergence of two normal laws",
                           .x = {"x"},
                           .y = {"density, and nats per unit of x"},
                           .series = {of_p, of_q, of_kl, of_js}});
  return finding;
}

}  // namespace wgan
