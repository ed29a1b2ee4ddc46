#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_norm.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <cmath>

#include "picture_training.h"
#include "wgan/lab/list.h"
#include "wgan/sampling/sampling.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

TrainOptions options_of(const std::string& loss, const LabOptions& o, const PictureSet& pictures) {
  return options_for_pictures(
      {{"loss", loss}, {"size", "32"}, {"features", o.quick ? "4" : "16"}, {"batch", "64"}},
      pictures, o.seed);
}

void copy_weights(const Network& from, Network& to) {
  const at::NoGradGuard no_grad;
  const NamedTensors source = from.state(), target = to.state();
  for (size_t i = 0; i < source.size(); ++i) target[i].second.copy_(source[i].second);
}

/// Returns the norm of a generator loss's gradient by the generator's weights.
double generator_gradient(PictureTraining& probed, const Loss& loss, const Batch& real,
                          uint64_t draw) {
  const TrainingState& state = probed.state();
  std::vector<uint64_t> seeds(static_cast<size_t>(real.images.size(0)));
  for (size_t i = 0; i < seeds.size(); ++i) seeds[i] = draw * seeds.size() + i;
  const Batch fake{
      state.nets.generator.forward(latents_of_seeds(seeds, law_of(probed.options().network)),
                                   {.momentum = 0.0}),
      real.labels};
  const LossTerms terms = loss.generator(NetworkCritic(state.nets.critic), real, fake);
  const TensorList gradients = state.generator_optimizer->gradients(terms.total);
  return at::stack(at::_foreach_norm(gradients, 2)).to(at::kDouble).norm().item<double>();
}

/// A loss whose fresh critic learns against a frozen generator.
struct Way {
  std::string loss;
  std::vector<std::string> measured;  // losses of the generator
  int64_t updates;
};

}  // namespace

Finding experiments::Vanishing::run(const LabOptions& o, LabTools& tools) {
  const PictureSet& pictures = tools.pictures(32);
  const std::vector<int64_t> epochs =
      o.quick ? std::vector<int64_t>{1} : std::vector<int64_t>{1, 10, 25};
  const int64_t updates = o.steps > 0 ? o.steps : o.quick ? 40 : 4000;
  Finding finding;
  finding.table.columns = {"case", "epochs of the generator", "updates of the fresh critic",
                           "log10 of the gradient's norm"};
  Plot plot{.name = "vanishing",
            .title = "Gradient of the generator while a fresh critic learns",
            .x = {"updates of the critic"},
            .y = {"norm of the gradient", /*log=*/true},
            .series = {}};
  PictureTraining main(options_of("gan", o, pictures), pictures);
  double fall_of_minimax = 0, fall_of_gp = 0;
  for (const int64_t epoch : epochs) {
    const int64_t until = epoch * std::max<int64_t>(1, pictures.count() / main.options().batch);
    while (main.state().progress.step < until) {
      main.step();
      tools.progress(cat("generator of epoch ", epoch), main.state().progress.step, until);
    }
    std::vector<Way> ways{{"gan", {"minimax", "nonsaturating"}, updates}};
    if (epoch == epochs.back()) {
      // A critic under clipping or a penalty is slow; a quarter of the updates shows where it goes.
      ways.push_back({"clip", {"own"}, updates / 4});
      ways.push_back({"gp", {"own"}, updates / 4});
    }
    for (const Way& way : ways) {
      PictureTraining fresh(options_of(way.loss, o, pictures), pictures);
      copy_weights(main.state().nets.generator, fresh.state().nets.generator);
      std::vector<std::unique_ptr<Loss>> losses;
      std::vector<PlotSeries> series;
      for (const std::string& measured : way.measured) {
        LossOptions options = fresh.options().loss;
        options.generator_loss = measured;
        losses.push_back(make_loss(options));
        series.push_back({cat(measured == "own" ? way.loss : measured, ", epoch ", epoch), {}});
      }
      const int64_t every = std::max<int64_t>(1, way.updates / 40);
      for (int64_t update = 0; update <= way.updates; ++update) {
        const Batch real = fresh.next();
        if (update % every == 0) {
          for (size_t i = 0; i < losses.size(); ++i) {
            const double norm = std::max(
                generator_gradient(fresh, *losses[i], real, static_cast<uint64_t>(update)), 1e-30);
            series[i].points.push_back({static_cast<double>(update), norm});
            finding.table.names.push_back(series[i].name);
            finding.table.rows.push_back(
                {static_cast<double>(epoch), static_cast<double>(update), std::log10(norm)});
          }
          tools.progress(cat("critic of ", way.loss, " against epoch ", epoch), update,
                         way.updates);
        }
        fresh.update_critic_alone(real);
      }
      for (size_t i = 0; i < series.size(); ++i) {
        // From the largest look, since a fresh critic has nothing to say, to the median of the
        // last.
        double most = 0;
        for (const PlotPoint& point : series[i].points) most = std::max(most, point.y);
        std::vector<double> last;
        for (size_t k = series[i].points.size() - std::min<size_t>(5, series[i].points.size());
             k < series[i].points.size(); ++k)
          last.push_back(series[i].points[k].y);
        std::nth_element(last.begin(), last.begin() + std::ssize(last) / 2, last.end());
        const double fall = std::log10(most / last[last.size() / 2]);
        finding.numbers.push_back({cat("powers of ten lost, ", series[i].name), fall});
        if (epoch == epochs.back() && way.measured[i] == "minimax") fall_of_minimax = fall;
        if (way.loss == "gp") fall_of_gp = fall;
      }
      plot.series.insert(plot.series.end(), series.begin(), series.end());
    }
  }
  finding.verdicts = {
      {"the gradient of the minimax cost falls by two powers of ten or more", fall_of_minimax >= 2,
       cat(lab_text(fall_of_minimax), " powers of ten"), Verdict::Kind::kClaim},
      {"that of WGAN-GP stays within one", fall_of_gp <= 1,
       cat(lab_text(fall_of_gp), " powers of ten"), Verdict::Kind::kClaim}};
  finding.plots = {plot};
  return finding;
}

}  // namespace wgan
