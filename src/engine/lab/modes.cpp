#include "modes.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cdist.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>

#include "wgan/image/image.h"
#include "wgan/image/plot_picture.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr int64_t kSamples = 4000;
constexpr uint64_t kSeeds = 3;

/// Article 003's network for mode collapse: four layers, 512 units, ReLU.
LabFlags flags_of(const std::string& loss, bool quick) {
  LabFlags flags{{"loss", loss},
                 {"mlp-layers", "4"},
                 {"mlp-width", quick ? "64" : "512"},
                 {"latent", "16"},
                 {"batch", "64"},
                 {"init", "he"},
                 {"ema", "0.9"},
                 {"generator-norm", "none"},
                 {"critic-norm", "none"},
                 {"beta1", "0.5"},
                 {"act", "relu"}};
  if (loss == "gp") {
    // The penalty in units of points that lie within [-1, 1].
    flags.insert(flags.end(), {{"rate", "5e-4"},
                               {"gp-lambda", "1"},
                               {"n-critic", "3"},
                               {"beta2", "0.9"},
                               {"schedule", "cosine"}});
  } else {
    flags.emplace_back("rate", "2e-4");
  }
  return flags;
}

}  // namespace

ModeCount count_modes(const Tensor& points, const std::vector<PlotPoint>& centres,
                      double deviation) {
  std::vector<double> places;
  for (const PlotPoint& c : centres) places.insert(places.end(), {c.x, c.y});
  const Tensor distances =
      at::cdist(points.to(at::kDouble), at::tensor(places, at::kDouble).reshape({-1, 2}));
  const auto [nearest, which] = distances.min(1);
  std::vector<double> masses(centres.size());
  ModeCount count;
  const auto n = static_cast<double>(points.size(0));
  for (int64_t i = 0; i < points.size(0); ++i) {
    if (nearest[i].item<double>() > 4 * deviation) continue;
    count.share += 1 / n;
    masses[static_cast<size_t>(which[i].item<int64_t>())] += 1;
  }
  const auto modes = static_cast<double>(centres.size());
  for (const double mass : masses) {
    if (mass >= 0.1 * n / modes) ++count.hit;
    if (mass > 0)
      count.reverse_kl += mass / (count.share * n) * std::log(mass / (count.share * n) * modes);
  }
  return count;
}

Finding cover_modes(const std::string& name, const std::vector<PlotPoint>& centres,
                    double deviation, const LabOptions& o, LabTools& tools) {
  const DrawPoints real = around(centres, deviation);
  Random random(o.seed, Stream::kLab, 9, 0, 0);
  const Tensor real_points = real(random, kSamples);
  Finding finding;
  finding.table.columns = {"loss", "seed", "modes", "share on a mode", "reverse KL"};
  const uint64_t seeds = o.quick ? 1 : kSeeds;
  std::vector<int64_t> fewest(2, 1000), most(2, 0);
  const char* losses[] = {"gan", "gp"};
  for (size_t l = 0; l < 2; ++l) {
    const int64_t steps = o.steps > 0 ? o.steps : o.quick ? 60 : l == 0 ? 2000 : 1000;
    LabPicture film{cat(name, "-", losses[l]), cat("training with ", losses[l]), {}, {}};
    for (uint64_t s = 0; s < seeds; ++s) {
      PointsGan gan(flags_of(losses[l], o.quick), 2, real, o.seed + s, steps);
      for (int64_t step = 1; step <= steps; ++step) {
        gan.step();
        if (step % 50 == 0 || step == steps)
          tools.progress(cat(losses[l], ", seed ", o.seed + s), step, steps);
        if (s > 0 || (step % std::max<int64_t>(1, steps / 30) != 0 && step != steps)) continue;
        const Plot plot{.name = film.name,
                        .title = cat(losses[l], ", step ", grouped(step)),
                        .x = {"x", false, -1, 1},
                        .y = {"y", false, -1, 1},
                        .series = {level_sets([&](const Tensor& p) { return gan.scores(p); }, 12),
                                   as_dots("real", real_points, 500),
                                   as_dots("generated", gan.samples(500), 500)},
                        .square = true};
        film.frames.push_back(to_picture(plot, 1));
        if (step == steps) finding.plots.push_back(plot);
      }
      const ModeCount count = count_modes(gan.samples(kSamples), centres, deviation);
      finding.table.names.push_back(losses[l]);
      finding.table.rows.push_back({static_cast<double>(o.seed + s), static_cast<double>(count.hit),
                                    count.share, count.reverse_kl});
      fewest[l] = std::min(fewest[l], count.hit), most[l] = std::max(most[l], count.hit);
    }
    finding.numbers.push_back(
        {cat("modes of ", losses[l], ", fewest"), static_cast<double>(fewest[l])});
    finding.numbers.push_back(
        {cat("modes of ", losses[l], ", most"), static_cast<double>(most[l])});
    film.image = film.frames.back();
    finding.pictures.push_back(std::move(film));
  }
  const auto all = std::ssize(centres);
  const int64_t wanted = all > 8 ? all - 1 : all;
  finding.verdicts = {
      {cat("gp hits ", wanted == all ? "all" : cat("at least ", wanted), " of ", all, " modes"),
       fewest[1] >= wanted, cat(fewest[1], " to ", most[1], " over ", seeds, " seeds"),
       Verdict::Kind::kClaim},
      {"gan loses modes, whatever the seed", most[0] < all,
       cat(fewest[0], " to ", most[0], " over ", seeds, " seeds"), Verdict::Kind::kClaim}};
  return finding;
}

}  // namespace wgan
