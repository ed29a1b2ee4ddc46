#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_norm.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "own_run.h"
#include "picture_training.h"
#include "wgan/lab/list.h"
#include "wgan/sampling/sampling.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Settings of the networks that the generators come from.
TrainOptions options_of(const std::string& loss, const LabOptions& o, const PictureSet& pictures) {
  return options_for_pictures(
      {{"loss", loss}, {"size", "32"}, {"features", o.quick ? "4" : "16"}, {"batch", "64"}},
      pictures, o.seed);
}

/// The same for the generator of a run: its networks, but with the norms that suit the loss.
TrainOptions options_of(const std::string& loss, const LabOptions& o, const TrainOptions& run,
                        const PictureSet& pictures) {
  TrainOptions options = options_for_pictures({{"loss", loss}}, pictures, o.seed);
  const std::string norm = options.network.critic_norm;
  options.network = run.network, options.network.critic_norm = norm, options.network.scores = 1;
  options.data = run.data, options.batch = run.batch;
  return options;
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
  const Tensor made = state.nets.generator.forward(
      latents_of_seeds(seeds, law_of(probed.options().network)),
      {.labels = probed.options().network.conditional ? real.labels : Tensor{}, .momentum = 0.0});
  const Batch fake{probed.range().from_unit(made), real.labels};
  const LossTerms terms = loss.generator(NetworkCritic(state.nets.critic), real, fake);
  const TensorList gradients = state.generator_optimizer->gradients(terms.total);
  return at::stack(at::_foreach_norm(gradients, 2)).to(at::kDouble).norm().item<double>();
}

/// A loss whose fresh critic learns against a frozen generator.
struct Way {
  std::string loss;
  std::vector<std::string> measured;  // costs of the generator; "own" = the loss's
  int64_t slowness = 1;               // what its updates are divided by
};

/// A critic under clipping or a penalty is slow; a quarter of the updates shows where it goes.
const std::vector<Way> kWays{
    {"gan", {"minimax", "nonsaturating"}}, {"clip", {"own"}, 4}, {"gp", {"own"}, 4}};

/// Returns the powers of ten from the largest norm, since a fresh critic has nothing to say, to the
/// median of the last five.
double fall(const PlotSeries& series) {
  double most = 0;
  for (const PlotPoint& point : series.points) most = std::max(most, point.y);
  std::vector<double> last;
  for (size_t k = series.points.size() - std::min<size_t>(5, series.points.size());
       k < series.points.size(); ++k)
    last.push_back(series.points[k].y);
  std::nth_element(last.begin(), last.begin() + std::ssize(last) / 2, last.end());
  return std::log10(most / last[last.size() / 2]);
}

/// Fresh critics against one generator after the other.
class Followed {
 public:
  Followed(int64_t updates, LabTools& tools) : updates_(updates), tools_(tools) {
    finding_.table.columns = {"case", "updates of the fresh critic",
                              "log10 of the gradient's norm"};
  }

  /// Lets a fresh critic with these options learn against the generator.
  void follow(const Way& way, const Network& generator, const std::string& whose,
              const TrainOptions& options, const PictureSet& pictures,
              const std::optional<Range>& range = {}) {
    PictureTraining fresh(options, pictures, /*steps=*/1, range);
    copy_weights(generator, fresh.state().nets.generator);
    std::vector<std::unique_ptr<Loss>> losses;
    std::vector<PlotSeries> series;
    for (const std::string& measured : way.measured) {
      LossOptions loss = options.loss;
      if (measured != "own") loss.generator_loss = measured;
      losses.push_back(make_loss(loss));
      series.push_back({cat(measured == "own" ? way.loss : measured, ", ", whose), {}});
    }
    const int64_t updates = updates_ / way.slowness, every = std::max<int64_t>(1, updates / 40);
    for (int64_t update = 0; update <= updates; ++update) {
      const Batch real = fresh.next();
      if (update % every == 0) {
        for (size_t i = 0; i < losses.size(); ++i) {
          const double norm = std::max(
              generator_gradient(fresh, *losses[i], real, static_cast<uint64_t>(update)), 1e-30);
          series[i].points.push_back({static_cast<double>(update), norm});
          finding_.table.names.push_back(series[i].name);
          finding_.table.rows.push_back({static_cast<double>(update), std::log10(norm)});
        }
        tools_.progress(cat("critic of ", way.loss, " against ", whose), update, updates);
      }
      fresh.update_critic_alone(real);
    }
    for (size_t i = 0; i < series.size(); ++i) {
      finding_.numbers.push_back({cat("powers of ten lost, ", series[i].name), fall(series[i])});
      lost_[way.measured[i] == "own" ? way.loss : way.measured[i]].push_back(fall(series[i]));
      (way.loss == "gan" ? of_js_ : of_w_).push_back(series[i]);
    }
  }

  Finding finding() {
    const auto [least, most] =
        std::minmax_element(lost_["minimax"].begin(), lost_["minimax"].end());
    const double of_gp = *std::max_element(lost_["gp"].begin(), lost_["gp"].end());
    finding_.verdicts = {
        {"the gradient of the minimax cost falls by two powers of ten or more", *least >= 2,
         cat(lab_text(*least), *least < *most ? cat(" to ", lab_text(*most)) : "",
             " powers of ten"),
         Verdict::Kind::kClaim},
        {"that of WGAN-GP stays within one", of_gp <= 1,
         cat("at most ", lab_text(of_gp), " powers of ten"), Verdict::Kind::kClaim}};
    finding_.plots = {plot("vanishing", "through a discriminator", of_js_),
                      plot("vanishing-wasserstein", "through a Wasserstein critic", of_w_)};
    return std::move(finding_);
  }

 private:
  static Plot plot(const std::string& name, const std::string& through,
                   const std::vector<PlotSeries>& series) {
    return {.name = name,
            .title = cat("Gradient of the generator ", through),
            .x = {"updates of the fresh critic"},
            .y = {"norm of the gradient", /*log=*/true},
            .series = series};
  }

  int64_t updates_;
  LabTools& tools_;
  Finding finding_;
  std::map<std::string, std::vector<double>> lost_;  // by the cost, for each generator
  std::vector<PlotSeries> of_js_, of_w_;
};

Finding of_run(const LabOptions& o, LabTools& tools) {
  const OwnRun run = open_run(o.run);
  const PictureSet& pictures = tools.pictures_of(run.options.data, run.classes);
  Followed followed(o.steps > 0 ? o.steps : o.quick ? 40 : 1000, tools);
  for (const Way& way : kWays)
    followed.follow(way, run.state.nets.generator, "the run",
                    options_of(way.loss, o, run.options, pictures), pictures, run.range);
  return followed.finding();
}

}  // namespace

Finding experiments::Vanishing::run(const LabOptions& o, LabTools& tools) {
  if (!o.run.empty()) return of_run(o, tools);
  const PictureSet& pictures = tools.pictures(32);
  const std::vector<int64_t> epochs =
      o.quick ? std::vector<int64_t>{1} : std::vector<int64_t>{1, 10, 25};
  Followed followed(o.steps > 0 ? o.steps : o.quick ? 40 : 4000, tools);
  PictureTraining trained(options_of("gan", o, pictures), pictures);
  for (const int64_t epoch : epochs) {
    const int64_t until = epoch * std::max<int64_t>(1, pictures.count() / trained.options().batch);
    while (trained.state().progress.step < until) {
      trained.step();
      tools.progress(cat("generator of epoch ", epoch), trained.state().progress.step, until);
    }
    for (const Way& way : kWays)
      followed.follow(way, trained.state().nets.generator, cat("epoch ", epoch),
                      options_of(way.loss, o, pictures), pictures);
  }
  return followed.finding();
}

}  // namespace wgan
