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

/// A GAN that learns the points.
struct Contender {
  std::string name;
  LabFlags flags;
  int64_t steps;
};

/// Article 003's networks for mode collapse, four layers of 512 units with ReLU; and those of
/// `toy_gp`, under both losses.
std::vector<Contender> contenders(bool quick) {
  const LabFlags plain{
      {"loss", "gan"},         {"init", "he"},   {"act", "relu"}, {"generator-norm", "none"},
      {"critic-norm", "none"}, {"beta1", "0.5"}, {"rate", "2e-4"}};
  const auto with = [&](LabFlags more) {
    more.insert(more.end(), plain.begin(), plain.end());
    return more;
  };
  std::vector<Contender> three{
      {"gan of article 003",
       with({{"mlp-layers", "4"}, {"mlp-width", "512"}, {"latent", "16"}, {"batch", "64"}}), 2000},
      {"gan", with({{"mlp-layers", "3"}, {"mlp-width", "128"}, {"latent", "2"}, {"batch", "256"}}),
       4000},
      {"gp", toy_gp(), 4000}};
  if (quick) {
    for (Contender& one : three) one.steps = 60;
  }
  return three;
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
  for (const Contender& one : contenders(o.quick)) {
    const int64_t steps = o.steps > 0 ? o.steps : one.steps;
    std::string file = cat(name, "-", one.name);
    std::replace(file.begin(), file.end(), ' ', '-');
    LabPicture film{file, cat("training with ", one.name), {}, {}};
    double fewest = 1e9, most = 0, least_share = 1;
    for (uint64_t s = 0; s < seeds; ++s) {
      PointsGan gan(one.flags, 2, real, o.seed + s, steps);
      for (int64_t step = 1; step <= steps; ++step) {
        gan.step();
        if (step % 50 == 0 || step == steps)
          tools.progress(cat(one.name, ", seed ", o.seed + s), step, steps);
        if (s > 0 || (step % std::max<int64_t>(1, steps / kFrames) != 0 && step != steps)) continue;
        const Plot plot{.name = film.name,
                        .title = cat(one.name, ", step ", grouped(step)),
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
      const auto hit = static_cast<double>(count.hit);
      finding.table.names.push_back(one.name);
      finding.table.rows.push_back(
          {static_cast<double>(o.seed + s), hit, count.share, count.reverse_kl});
      fewest = std::min(fewest, hit), most = std::max(most, hit);
      least_share = std::min(least_share, count.share);
    }
    finding.numbers.insert(
        finding.numbers.end(),
        {{cat("modes of ", one.name, ", fewest"), fewest},
         {cat("modes of ", one.name, ", most"), most},
         {cat("share of ", one.name, "'s samples on a mode, least"), least_share}});
    film.image = film.frames.back();
    finding.pictures.push_back(std::move(film));
  }
  const auto number = [&](const std::string& what) { return number_of(finding, what); };
  const auto over_seeds = [&](const char* who) {
    return cat(number(cat("modes of ", who, ", fewest")), " to ",
               number(cat("modes of ", who, ", most")), " over ", seeds, " seeds");
  };
  const auto all = std::ssize(centres);
  const int64_t wanted = all > 8 ? all - 1 : all;
  finding.verdicts = {
      {cat("gp hits ", wanted == all ? "all" : cat("at least ", wanted), " of ", all, " modes"),
       number("modes of gp, fewest") >= static_cast<double>(wanted), over_seeds("gp"),
       Verdict::Kind::kClaim},
      {"more than half of its samples are on a mode",
       number("share of gp's samples on a mode, least") > 0.5,
       lab_text(number("share of gp's samples on a mode, least")), Verdict::Kind::kClaim},
      {"gan with article 003's networks loses modes, whatever the seed",
       number("modes of gan of article 003, most") < static_cast<double>(all),
       over_seeds("gan of article 003"), Verdict::Kind::kClaim}};
  return finding;
}

}  // namespace wgan
