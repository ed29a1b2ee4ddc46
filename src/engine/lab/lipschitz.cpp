#include <ATen/TensorOperators.h>

#include <cmath>

#include "points.h"
#include "wgan/lab/list.h"
#include "wgan/text/text.h"

namespace wgan {

Finding experiments::Lipschitz::run(const LabOptions& o, LabTools& tools) {
  const DrawPoints real = normal_numbers(1, 0.1), fake = normal_numbers(-1, 0.1);
  const std::vector<double> places = spaced(-1.5, 1.5, 121), between = spaced(-0.8, 0.8, 65);
  Finding finding;
  finding.table.columns = {"x"};
  for (const double x : places) finding.table.rows.push_back({x});
  std::vector<PlotSeries> curves;
  int64_t done = 0;
  for (const auto& [name, loss] :
       {std::pair{"free", "none"}, {"clipped", "clip"}, {"penalised", "gp"}}) {
    CriticFit fit({{"loss", loss},
                   {"mlp-layers", "3"},
                   {"mlp-width", "64"},
                   {"batch", "128"},
                   {"init", "he"},
                   {"optimizer", "adam"},
                   {"rate", "2e-3"}},
                  1, o.seed);
    fit.train(real, fake, o.quick ? 300 : 1500);
    const Tensor f = fit.scores(as_points(places)), slopes = fit.slopes(as_points(between));
    finding.numbers.push_back(
        {cat("slope between the piles, ", name), slopes.mean().item<double>()});
    PlotSeries curve{name, {}};
    const double middle = f[static_cast<int64_t>(places.size() / 2)].item<double>();
    for (size_t i = 0; i < places.size(); ++i) {
      const double y = f[static_cast<int64_t>(i)].item<double>() - middle;
      finding.table.rows[i].push_back(y);
      curve.points.push_back({places[i], y});
    }
    finding.table.columns.emplace_back(cat("f, ", name));
    curves.push_back(curve);
    tools.progress("critics", ++done, 3);
  }
  const double open = number_of(finding, "slope between the piles, free"),
               clipped = number_of(finding, "slope between the piles, clipped"),
               penalised = number_of(finding, "slope between the piles, penalised");
  // With piles 2 apart and a weight of 10, gap minus penalty is largest at 1 + 2 / (2 x 10).
  finding.expect_learnt("the slope of the penalised critic is 1.1, where its loss is best",
                        std::abs(penalised - 1.1) < 0.1, lab_text(penalised), o.quick);
  finding.verdicts.insert(
      finding.verdicts.end(),
      {{"the slope of the free critic grows beyond all bounds", open > 10, lab_text(open),
        Verdict::Kind::kClaim},
       {"clipping weights at 0.01 bounds the slope, at some number far from 1",
        clipped < 0.1 || clipped > 10, lab_text(clipped), Verdict::Kind::kClaim}});
  // The free critic leaves the page; the other two share its axis.
  finding.plots = {{.name = "lipschitz",
                    .title = "Critics between a pile at -1 and one at 1",
                    .x = {"x"},
                    .y = {"f(x) - f(0)", false, -2.5, 2.5},
                    .series = curves}};
  return finding;
}

}  // namespace wgan
