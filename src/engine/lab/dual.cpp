#include <ATen/TensorOperators.h>

#include <cmath>

#include "points.h"
#include "wgan/lab/list.h"
#include "wgan/text/text.h"

namespace wgan {

Finding experiments::Dual::run(const LabOptions& o, LabTools& tools) {
  constexpr int64_t kPoints = 20'000;
  // Half of the earth goes to the left and half to the right, so that the best function is no line.
  const DrawPoints real = two_piles(-2, 1, 0.3), fake = normal_numbers(0, 0.5);
  Random random(o.seed, Stream::kLab, 5, 0, 0);
  const Tensor a = real(random, kPoints), b = fake(random, kPoints);
  const double exact = wasserstein_of_samples(a, b);
  Finding finding;
  finding.numbers = {{"W of the samples", exact}};
  finding.table.columns = {"x", "f of gp", "f of clip"};
  const std::vector<double> places = spaced(-3.5, 2.5, 121);
  for (const double x : places) finding.table.rows.push_back({x});
  std::vector<PlotSeries> curves;
  double error_of_gp = 0, gap_of_clip = 0;
  int64_t done = 0;
  for (const std::string loss : {"gp", "clip"}) {
    LabFlags flags{{"loss", loss}, {"mlp-layers", "3"}, {"mlp-width", "64"},  {"batch", "256"},
                   {"init", "he"}, {"rate", "2e-3"},    {"optimizer", "adam"}};
    // A weight of 100 leaves half a percent of slope beyond 1, where 10 would leave a twentieth.
    if (loss == "gp") flags.emplace_back("gp-lambda", "100");
    CriticFit fit(flags, 1, o.seed);
    fit.train(real, fake, o.quick ? 400 : 2000);
    const double gap = (fit.scores(a).mean() - fit.scores(b).mean()).item<double>();
    const double slope = fit.slopes(as_points(spaced(-2.3, 1.4, 75))).max().item<double>();
    finding.numbers.push_back({cat("raw gap of ", loss), gap});
    finding.numbers.push_back({cat("largest slope of ", loss), slope});
    finding.numbers.push_back({cat("gap over slope of ", loss), gap / slope});
    if (loss == "gp") error_of_gp = std::abs(gap / slope - exact) / exact;
    else gap_of_clip = gap;
    const Tensor f = fit.scores(as_points(places)) / slope;
    PlotSeries curve{cat("f of ", loss, ", over its slope"), {}};
    for (size_t i = 0; i < places.size(); ++i) {
      const double y = f[static_cast<int64_t>(i)].item<double>();
      finding.table.rows[i].push_back(y);
      curve.points.push_back({places[i], y});
    }
    curves.push_back(curve);
    tools.progress("critics", ++done, 2);
  }
  finding.expect_learnt(
      "the gap of a critic with a gradient penalty, over its largest slope where there is earth, "
      "is W up to 5 %",
      error_of_gp <= 0.05, cat("error ", lab_text(100 * error_of_gp), " %"), o.quick);
  finding.verdicts.push_back(
      {"the raw gap of a clipped critic is another multiple of W, which nobody knows",
       std::abs(gap_of_clip - exact) > 0.2 * exact,
       cat(lab_text(gap_of_clip), " where W is ", lab_text(exact)), Verdict::Kind::kClaim});
  finding.plots = {{.name = "dual",
                    .title = "Functions that tell two laws apart",
                    .x = {"x"},
                    .y = {"f(x), with slopes of at most 1"},
                    .series = curves}};
  return finding;
}

}  // namespace wgan
