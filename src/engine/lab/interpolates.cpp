#include <cmath>

#include "points_gan.h"
#include "wgan/lab/list.h"
#include "wgan/text/text.h"

namespace wgan {

Finding experiments::Interpolates::run(const LabOptions& o, LabTools& tools) {
  const int64_t steps = o.steps > 0 ? o.steps : o.quick ? 60 : 600;
  Finding finding;
  finding.table.columns = {"step", "mean norm of the gradient half way"};
  PlotSeries norm{"gp", {}}, one{"1", {{0, 1}, {static_cast<double>(steps), 1}}};
  PointsGan gan({{"loss", "gp"},
                 {"mlp-layers", "3"},
                 {"mlp-width", "128"},
                 {"latent", "8"},
                 {"batch", "128"},
                 {"init", "he"},
                 {"rate", "1e-3"},
                 {"generator-norm", "none"}},
                2, around(ring_of_8(), 0.03), o.seed, steps);
  double late = 0;
  int64_t looks = 0;
  for (int64_t step = 0; step <= steps; ++step) {
    if (step % std::max<int64_t>(1, steps / 60) == 0) {
      const double slope = gan.slope(500);
      finding.table.rows.push_back({static_cast<double>(step), slope});
      norm.points.push_back({static_cast<double>(step), slope});
      if (2 * step >= steps) late += slope, ++looks;
      tools.progress("steps", step, steps);
    }
    gan.step();
  }
  late /= static_cast<double>(looks);
  finding.numbers = {{"norm at the start", norm.points.front().y},
                     {"mean norm in the second half", late}};
  finding.verdicts = {{"the norm settles near 1 between real and generated points",
                       std::abs(late - 1) < (o.quick ? 0.5 : 0.2), lab_text(late),
                       Verdict::Kind::kClaim}};
  finding.plots = {{.name = "interpolates",
                    .title = "The critic's gradient in a run of WGAN-GP",
                    .x = {"step"},
                    .y = {"mean norm half way"},
                    .series = {norm, one}}};
  return finding;
}

}  // namespace wgan
