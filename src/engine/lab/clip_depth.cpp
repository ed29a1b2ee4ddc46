#include <ATen/TensorOperators.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>

#include "own_run.h"
#include "points.h"
#include "wgan/lab/list.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

struct Way {
  const char* name;
  LabFlags flags;
};

/// Returns by how many powers of ten the gradient changes from the last layer to the first.
double fall(const std::vector<double>& norms) {
  return std::log10(std::max(norms.back(), 1e-30)) - std::log10(std::max(norms.front(), 1e-30));
}

/// The gradient of the run's critic by the output of each layer, from the picture on.
Finding of_run(const LabOptions& o) {
  const OwnRun run = open_run(o.run);
  const Batch seen = run.generated(o.seed, 64);
  const Tensor images = seen.images.detach().requires_grad_();
  std::vector<Tensor> outputs{images};
  Finding finding;
  finding.table = {{"layer", "root mean square norm"}, {}, {"picture"}};
  const NetworkCritic critic(run.state.nets.critic, nullptr,
                             [&](const Tensor&, const std::string& layer, const Tensor& output) {
                               outputs.push_back(output);
                               finding.table.names.push_back(layer);
                             });
  const Tensor scores = critic.score(images, seen.labels);
  const auto gradients = torch::autograd::grad({scores.sum()}, outputs, {}, /*retain_graph=*/{},
                                               /*create_graph=*/false, /*allow_unused=*/true);
  std::vector<std::string> names;
  std::vector<double> norms;
  PlotSeries series{run.options.loss.name, {}};
  for (size_t i = 0; i < gradients.size(); ++i) {
    // An activation in place writes over the output of the layer before it: both are one tensor.
    const bool overwritten = i + 1 < outputs.size() && outputs[i].is_same(outputs[i + 1]);
    if (overwritten || !gradients[i].defined()) continue;
    names.push_back(finding.table.names[i]);
    // Virtual batch norm puts its reference batch in front.
    const int64_t all = gradients[i].size(0), own = seen.images.size(0);
    const Tensor gradient = gradients[i].narrow(0, all - own, own);
    norms.push_back(
        gradient.flatten(1).to(at::kDouble).square().sum(1).mean().sqrt().item<double>());
    finding.table.rows.push_back({norms.back()});
    series.points.push_back({static_cast<double>(norms.size()) - 1, std::max(norms.back(), 1e-30)});
  }
  finding.table.names = names;
  const double lost = fall(norms);
  finding.numbers = {{"norm at the picture", norms.front()},
                     {cat("norm at ", names.back()), norms.back()},
                     {"powers of ten lost", lost}};
  finding.verdicts = {{"the gradient keeps within two powers of ten on its way to the picture",
                       std::abs(lost) < 2, cat(lab_text(lost), " powers of ten lost"),
                       Verdict::Kind::kClaim}};
  finding.plots = {{.name = "clip-depth",
                    .title = "Gradient of the run's critic by the outputs of its layers",
                    .x = {"layer, from the picture (0) on"},
                    .y = {"root mean square norm", /*log=*/true},
                    .series = {series}}};
  return finding;
}

}  // namespace

Finding experiments::ClipDepth::run(const LabOptions& o, LabTools& tools) {
  if (!o.run.empty()) return of_run(o);
  const std::vector<Way> ways{
      {"clip 0.001", {{"loss", "clip"}, {"clip", "0.001"}}},
      {"clip 0.01", {{"loss", "clip"}, {"clip", "0.01"}}},
      {"clip 0.1", {{"loss", "clip"}, {"clip", "0.1"}}},
      {"clip 1", {{"loss", "clip"}, {"clip", "1"}}},
      {"clip 0.01, batch norm", {{"loss", "clip"}, {"clip", "0.01"}, {"critic-norm", "batch"}}},
      {"gp", {{"loss", "gp"}}}};
  const std::vector<int64_t> depths =
      o.quick ? std::vector<int64_t>{4, 8} : std::vector<int64_t>{2, 4, 8, 12};
  const DrawPoints real = swiss_roll(0.02), fake = around({{0, 0}}, 0.3);
  Finding finding;
  finding.table.columns = {"way", "layers", "layer", "log10 of the gradient's norm"};
  Plot deepest{.name = "clip-depth",
               .title = cat("Gradient of the critic's loss, ", depths.back(), " layers"),
               .x = {"layer, from the point on"},
               .y = {"norm of the gradient by its output", /*log=*/true},
               .series = {}};
  Plot by_depth{.name = "clip-depth-fall",
                .title = "What is lost from the last layer to the first",
                .x = {"layers of the critic"},
                .y = {"powers of ten"},
                .series = {}};
  int64_t done = 0;
  for (size_t w = 0; w < ways.size(); ++w) {
    PlotSeries falls{ways[w].name, {}};
    for (const int64_t depth : depths) {
      LabFlags flags{{"mlp-layers", std::to_string(depth)},
                     {"mlp-width", "64"},
                     {"batch", "64"},
                     {"init", "he"},
                     {"optimizer", "rmsprop"},
                     {"rate", "5e-5"}};
      flags.insert(flags.end(), ways[w].flags.begin(), ways[w].flags.end());
      CriticFit fit(flags, 2, o.seed);
      fit.train(real, fake, o.quick ? 50 : 300);
      const std::vector<double> norms = fit.layer_gradients(real, fake);
      falls.points.push_back({static_cast<double>(depth), fall(norms)});
      PlotSeries layers{ways[w].name, {}};
      for (size_t i = 0; i < norms.size(); ++i) {
        const double norm = std::max(norms[i], 1e-30);
        finding.table.names.push_back(ways[w].name);
        finding.table.rows.push_back(
            {static_cast<double>(depth), static_cast<double>(i + 1), std::log10(norm)});
        layers.points.push_back({static_cast<double>(i + 1), norm});
      }
      if (depth == depths.back()) {
        deepest.series.push_back(layers);
        finding.numbers.push_back({cat("powers of ten lost, ", ways[w].name), fall(norms)});
      }
      tools.progress("critics", ++done, std::ssize(ways) * std::ssize(depths));
    }
    by_depth.series.push_back(falls);
  }
  const auto lost = [&](const char* way) {
    return number_of(finding, cat("powers of ten lost, ", way));
  };
  finding.verdicts = {
      {"a small clip lets the gradient vanish on its way through a deep critic without norms",
       lost("clip 0.001") > 3 && lost("clip 0.01") > 3,
       cat(lab_text(lost("clip 0.001")), " and ", lab_text(lost("clip 0.01")), " powers of ten"),
       Verdict::Kind::kClaim},
      {"a large one lets it grow", lost("clip 1") < -1,
       cat(lab_text(-lost("clip 1")), " powers of ten gained"), Verdict::Kind::kClaim},
      {"batch norm brings it back", lost("clip 0.01, batch norm") < lost("clip 0.01") / 2,
       cat(lab_text(lost("clip 0.01, batch norm")), " powers of ten"), Verdict::Kind::kClaim},
      {"a gradient penalty keeps it within a power of ten", std::abs(lost("gp")) < 1,
       cat(lab_text(lost("gp")), " powers of ten"), Verdict::Kind::kClaim}};
  finding.plots = {deepest, by_depth};
  return finding;
}

}  // namespace wgan
