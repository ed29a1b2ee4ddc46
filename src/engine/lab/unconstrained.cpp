#include <cmath>

#include "points_gan.h"
#include "wgan/lab/list.h"
#include "wgan/text/text.h"

namespace wgan {

Finding experiments::Unconstrained::run(const LabOptions& o, LabTools& tools) {
  const int64_t steps = o.steps > 0 ? o.steps : o.quick ? 60 : 400;
  Finding finding;
  finding.table.columns = {"step", "gap of none", "gap of clip", "gap of gp"};
  std::vector<PlotSeries> series;
  int64_t done = 0;
  for (const char* loss : {"none", "clip", "gp"}) {
    LabFlags flags{{"loss", loss},       {"mlp-layers", "3"},
                   {"mlp-width", "128"}, {"latent", "8"},
                   {"batch", "128"},     {"init", "he"},
                   {"rate", "1e-3"},     {"optimizer", "adam"},
                   {"n-critic", "5"},    {"generator-norm", "none"}};
    PointsGan gan(flags, 2, around(ring_of_8(), 0.03), o.seed, steps);
    PlotSeries gap{loss, {}};
    double largest = 0;
    for (int64_t step = 0; step <= steps; ++step) {
      if (step % std::max<int64_t>(1, steps / 40) == 0) {
        const double size = std::abs(gan.gap(500));
        largest = std::max(largest, size);
        gap.points.push_back({static_cast<double>(step), std::max(size, 1e-6)});
      }
      gan.step();
    }
    finding.numbers.push_back({cat("largest gap of ", loss), largest});
    series.push_back(gap);
    tools.progress("losses", ++done, 3);
  }
  for (size_t i = 0; i < series[0].points.size(); ++i)
    finding.table.rows.push_back({series[0].points[i].x, series[0].points[i].y,
                                  series[1].points[i].y, series[2].points[i].y});
  const double none = number_of(finding, "largest gap of none"),
               gp = number_of(finding, "largest gap of gp");
  finding.verdicts = {{"without a constraint the scores of real and generated points run away",
                       none > 100 * gp, cat(lab_text(none), " against ", lab_text(gp)),
                       Verdict::Kind::kClaim}};
  finding.plots = {{.name = "unconstrained",
                    .title = "E f(real) - E f(fake) with and without a constraint",
                    .x = {"step"},
                    .y = {"gap", /*log=*/true},
                    .series = series}};
  return finding;
}

}  // namespace wgan
