#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/histc.h>

#include <cmath>

#include "own_run.h"
#include "points.h"
#include "wgan/lab/list.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// The weights that multiply something, without biases and norms, as one row.
Tensor weights_of(const Network& network) {
  std::vector<Tensor> all;
  for (const Parameter& parameter : network.parameters()) {
    if (!parameter.norm && parameter.tensor.dim() > 1)
      all.push_back(parameter.tensor.detach().flatten().to(at::kDouble));
  }
  return at::cat(all);
}

double share_beyond(const Tensor& weights, double limit) {
  return (weights.abs() > limit).to(at::kDouble).mean().item<double>();
}

PlotSeries histogram(const std::string& name, const Tensor& weights, double reach) {
  constexpr int64_t kBins = 61;
  const Tensor counts =
      at::histc(weights, kBins, -reach, reach) / static_cast<double>(weights.numel());
  PlotSeries series{name, {}};
  for (int64_t i = 0; i < kBins; ++i)
    series.points.push_back({reach * (2 * (static_cast<double>(i) + 0.5) / kBins - 1),
                             std::max(counts[i].item<double>(), 1e-6)});
  return series;
}

Finding of_run(const LabOptions& o) {
  const OwnRun run = open_run(o.run);
  const Tensor weights = weights_of(run.state.nets.critic);
  const bool clips = run.options.loss.name == "clip";
  const double reach = weights.abs().max().item<double>(),
               limit = clips ? run.options.loss.clip : reach;
  Finding finding;
  finding.numbers = {{"weights of the critic", static_cast<double>(weights.numel())},
                     {"largest weight", reach},
                     {"deviation", weights.std().item<double>()},
                     {clips ? "share beyond 0.99 of --clip" : "share beyond 0.99 of the largest",
                      share_beyond(weights, 0.99 * limit)}};
  const PlotSeries shares = histogram(run.options.loss.name, weights, reach);
  finding.table.columns = {"weight", "share"};
  for (const PlotPoint& point : shares.points) finding.table.rows.push_back({point.x, point.y});
  finding.plots = {{.name = "weights",
                    .title = "Weights of the run's critic",
                    .x = {"weight"},
                    .y = {"share", /*log=*/true},
                    .series = {shares}}};
  return finding;
}

}  // namespace

Finding experiments::Weights::run(const LabOptions& o, LabTools& tools) {
  if (!o.run.empty()) return of_run(o);
  constexpr double kClip = 0.1;
  const DrawPoints real = swiss_roll(0.02), fake = around({{0, 0}}, 0.3);
  Finding finding;
  finding.table.columns = {"weight", "at the start", "clip at the end", "gp at the end"};
  std::vector<PlotSeries> series;
  int64_t done = 0;
  for (const std::string loss : {"clip", "gp"}) {
    // Weights of deviation 0.02 lie well inside the clip.
    LabFlags flags{{"loss", loss},  {"mlp-layers", "4"}, {"mlp-width", "128"},
                   {"batch", "64"}, {"init", "normal"},  {"optimizer", "rmsprop"},
                   {"rate", "2e-4"}};
    if (loss == "clip") flags.emplace_back("clip", cat(kClip));
    CriticFit fit(flags, 2, o.seed);
    if (series.empty()) {
      finding.numbers.push_back({"share beyond 0.99 c at the start",
                                 share_beyond(weights_of(fit.critic()), 0.99 * kClip)});
      series.push_back(histogram("at the start", weights_of(fit.critic()), 1.2 * kClip));
    }
    fit.train(real, fake, o.quick ? 100 : 3000);
    const Tensor weights = weights_of(fit.critic());
    const double beyond = share_beyond(weights, 0.99 * kClip) - share_beyond(weights, 1.01 * kClip);
    finding.numbers.push_back({cat("share from 0.99 c to 1.01 c, ", loss), beyond});
    series.push_back(histogram(loss, weights, 1.2 * kClip));
    tools.progress("critics", ++done, 2);
  }
  for (size_t i = 0; i < series[0].points.size(); ++i)
    finding.table.rows.push_back({series[0].points[i].x, series[0].points[i].y,
                                  series[1].points[i].y, series[2].points[i].y});
  const double start = number_of(finding, "share beyond 0.99 c at the start"),
               clip = number_of(finding, "share from 0.99 c to 1.01 c, clip"),
               gp = number_of(finding, "share from 0.99 c to 1.01 c, gp");
  finding.verdicts = {
      {"clipped weights pile up at the clip", start < 0.001 && clip > 0.1,
       cat(lab_text(100 * start), " % at the start, ", lab_text(100 * clip), " % at the end"),
       Verdict::Kind::kClaim},
      {"under a gradient penalty no more than a tenth as many are there", gp <= clip / 10,
       cat(lab_text(100 * gp), " %"), Verdict::Kind::kClaim}};
  finding.plots = {{.name = "weights",
                    .title = "Weights of two critics of the same points",
                    .x = {"weight"},
                    .y = {"share", /*log=*/true},
                    .series = series}};
  return finding;
}

}  // namespace wgan
