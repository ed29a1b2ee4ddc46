#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/lerp.h>

#include <cmath>

#include "own_run.h"
#include "points_gan.h"
#include "wgan/lab/list.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// The slope of the run's critic on straight lines from real to generated pictures.
Finding of_run(const LabOptions& o, LabTools& tools) {
  const OwnRun run = open_run(o.run);
  const int64_t count = o.quick ? 32 : 256, looks = 10;
  constexpr int64_t kAtOnce = 32;  // pictures
  const Batch real = run.real(tools.pictures_of(run.options.data, run.classes), count),
              fake = run.generated(o.seed, count, real.labels);
  const NetworkCritic critic(run.state.nets.critic);
  // Of all pictures, in parts: a critic of large pictures keeps a lot for its gradient.
  const auto of_all = [&](const auto& function) {
    std::vector<Tensor> parts;
    for (int64_t first = 0; first < count; first += kAtOnce) {
      const auto part = [&](const Tensor& all) { return all.narrow(0, first, kAtOnce); };
      parts.push_back(function(part(real.images), part(fake.images), part(real.labels)));
    }
    return at::cat(parts).to(at::kDouble);
  };
  Finding finding;
  finding.table.columns = {"share of the generated picture", "mean norm", "deviation"};
  PlotSeries mean{"mean", {}};
  double half_way = 0, steepest = 0;
  for (int64_t i = 0; i <= looks; ++i) {
    const double share = static_cast<double>(i) / looks;
    const Tensor norms = of_all([&](const Tensor& from, const Tensor& to, const Tensor& labels) {
      return critic.input_gradient(at::lerp(from, to, share), labels)
          .detach()
          .flatten(1)
          .norm(2, {1});
    });
    const double at = norms.mean().item<double>();
    finding.table.rows.push_back({share, at, norms.std().item<double>()});
    mean.points.push_back({share, at});
    if (2 * i == looks) half_way = at;
    steepest = std::max(steepest, norms.max().item<double>());
    tools.progress("places", i, looks);
  }
  const at::NoGradGuard no_grad;
  const double gap =
      of_all([&](const Tensor& of_real, const Tensor& of_fake, const Tensor& labels) {
        return critic.score(of_real, labels) - critic.score(of_fake, labels);
      })
          .mean()
          .item<double>();
  finding.numbers = {{"mean norm at real pictures", mean.points.front().y},
                     {"mean norm half way", half_way},
                     {"mean norm at generated pictures", mean.points.back().y},
                     {"largest norm", steepest},
                     {"gap of the scores", gap},
                     {"gap over the largest norm", gap / steepest}};
  // Only this penalty asks for a norm of 1 there.
  if (run.options.loss.name == "gp" && run.options.loss.gp_sides == "two")
    finding.verdicts = {{"the norm half way is within a fifth of 1", std::abs(half_way - 1) < 0.2,
                         lab_text(half_way), Verdict::Kind::kClaim}};
  finding.plots = {{.name = "interpolates",
                    .title = "Gradient of the run's critic from real to generated pictures",
                    .x = {"share of the generated picture"},
                    .y = {"norm"},
                    .series = {mean}}};
  return finding;
}

}  // namespace

Finding experiments::Interpolates::run(const LabOptions& o, LabTools& tools) {
  if (!o.run.empty()) return of_run(o, tools);
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
