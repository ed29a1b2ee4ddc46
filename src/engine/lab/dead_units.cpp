#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include <numeric>

#include "own_run.h"
#include "points.h"
#include "wgan/lab/list.h"
#include "wgan/sampling/sampling.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

struct Units {
  int64_t all = 0, silent = 0;
  double share() const {
    return all > 0 ? static_cast<double>(silent) / static_cast<double>(all) : 0;
  }
};

/// Counts the units behind a ReLU or leaky ReLU that are below zero for every input: behind a ReLU,
/// no gradient comes through them.
Units silent_units(const Network& network, const Tensor& input, const Tensor& labels) {
  Units units;
  const LayerObserver observer = [&](const std::string& name, const Tensor& output) {
    if (name.find("act") == std::string::npos) return;  // as the networks name their activations
    const Tensor of_unit = output.dim() > 2 ? output.flatten(2).amax(2) : output;
    const Tensor highest = of_unit.amax(0);
    units.all += highest.numel();
    units.silent += (highest <= 0).sum().item<int64_t>();
  };
  const at::NoGradGuard no_grad;
  network.forward(input, {.labels = labels,
                          .training = false,
                          .momentum = {},
                          .precision = {},
                          .observer = &observer});
  return units;
}

Finding of_run(const LabOptions& o) {
  const OwnRun run = open_run(o.run);
  constexpr int64_t kPictures = 128;
  const Batch pictures = run.generated(o.seed, kPictures);
  std::vector<uint64_t> seeds(kPictures);
  std::iota(seeds.begin(), seeds.end(), o.seed);
  const Tensor z = latents_of_seeds(seeds, law_of(run.options.network));
  const Units of_generator = silent_units(run.state.average.generator(), z, pictures.labels);
  const Units of_critic = silent_units(run.state.nets.critic, pictures.images, pictures.labels);
  Finding finding;
  finding.numbers = {{"units of the generator", static_cast<double>(of_generator.all)},
                     {"silent ones of the generator", static_cast<double>(of_generator.silent)},
                     {"units of the critic", static_cast<double>(of_critic.all)},
                     {"silent ones of the critic", static_cast<double>(of_critic.silent)}};
  finding.table = {
      {"network", "units", "silent"},
      {{static_cast<double>(of_generator.all), static_cast<double>(of_generator.silent)},
       {static_cast<double>(of_critic.all), static_cast<double>(of_critic.silent)}},
      {"generator", "critic"}};
  finding.verdicts = {{"fewer than a tenth of each network's units are silent",
                       of_generator.share() < 0.1 && of_critic.share() < 0.1,
                       cat(lab_text(100 * of_generator.share()), " % and ",
                           lab_text(100 * of_critic.share()), " %"),
                       Verdict::Kind::kClaim}};
  return finding;
}

}  // namespace

Finding experiments::DeadUnits::run(const LabOptions& o, LabTools& tools) {
  if (!o.run.empty()) return of_run(o);
  const DrawPoints real = swiss_roll(0.02), fake = around({{0, 0}}, 0.3);
  Random random(o.seed, Stream::kLab, 11, 0, 0);
  const Tensor points = as_pictures(real(random, 1000));
  Finding finding;
  finding.table.columns = {"learning rate", "silent of ReLU", "silent of leaky ReLU"};
  std::vector<PlotSeries> series{{"ReLU", {}}, {"leaky ReLU", {}}};
  double relu = 0, leaky = 0;
  int64_t done = 0;
  for (const double rate : {1e-3, 1e-2, 1e-1}) {
    std::vector<double> row{rate};
    for (size_t which = 0; which < 2; ++which) {
      CriticFit fit({{"loss", "gan"},
                     {"critic-norm", "none"},
                     {"mlp-layers", "4"},
                     {"mlp-width", "128"},
                     {"batch", "64"},
                     {"init", "he"},
                     {"act", which == 0 ? "relu" : "lrelu:0.2"},
                     {"rate", exact(rate)}},
                    2, o.seed);
      fit.train(real, fake, o.quick ? 100 : 1000);
      const double share = silent_units(fit.critic(), points, {}).share();
      row.push_back(share);
      series[which].points.push_back({rate, share});
      (which == 0 ? relu : leaky) = share;
    }
    finding.table.rows.push_back(row);
    tools.progress("rates", ++done, 3);
  }
  finding.numbers = {{"share of silent units behind ReLU, rate 0.1", relu},
                     {"share of units always below zero behind leaky ReLU, rate 0.1", leaky}};
  finding.verdicts = {{"at a high rate, units behind ReLU die: nothing comes through them any more",
                       relu > 0.1, cat(lab_text(100 * relu), " %"), Verdict::Kind::kClaim},
                      {"behind a leaky ReLU fewer end up below zero for good, and a fifth of the "
                       "gradient comes through those that do",
                       leaky < relu, cat(lab_text(100 * leaky), " %"), Verdict::Kind::kClaim}};
  finding.plots = {{.name = "dead-units",
                    .title = "Units that are below zero for every point",
                    .x = {"learning rate", /*log=*/true},
                    .y = {"share of the units"},
                    .series = series}};
  return finding;
}

}  // namespace wgan
