#include <ATen/TensorOperators.h>
#include <ATen/ops/cdist.h>

#include <algorithm>

#include "points_gan.h"
#include "wgan/image/plot_picture.h"
#include "wgan/lab/list.h"
#include "wgan/text/text.h"

namespace wgan {

Finding experiments::SwissRoll::run(const LabOptions& o, LabTools& tools) {
  constexpr double kDeviation = 0.02;
  constexpr int64_t kPoints = 2000;
  const int64_t steps = o.steps > 0 ? o.steps : o.quick ? 60 : 4000;
  PointsGan gan(toy_gp(), 2, swiss_roll(kDeviation), o.seed, steps);
  Random random(o.seed, Stream::kLab, 10, 0, 0);
  const Tensor real = swiss_roll(kDeviation)(random, kPoints),
               other = swiss_roll(kDeviation)(random, kPoints);
  const auto distance = [&](const Tensor& a, const Tensor& b) {
    return std::get<0>(at::cdist(a, b).min(1)).mean().item<double>();
  };
  const Tensor before = gan.samples(kPoints);
  const auto plot_at = [&](int64_t step) {
    return Plot{.name = "swiss-roll",
                .title = cat("A swiss roll by WGAN-GP, step ", grouped(step)),
                .x = {"x", false, -1, 1},
                .y = {"y", false, -1, 1},
                .series = {level_sets([&](const Tensor& p) { return gan.scores(p); }, 12),
                           as_dots("real", real, 500), as_dots("generated", gan.samples(500), 500)},
                .square = true};
  };
  LabPicture film{"swiss-roll-film", "training", {}, {}};
  for (int64_t step = 1; step <= steps; ++step) {
    gan.step();
    if (step % 20 == 0) tools.progress("steps", step, steps);
    if (step % std::max<int64_t>(1, steps / kFrames) == 0)
      film.frames.push_back(to_picture(plot_at(step), 1));
  }
  film.image = film.frames.back();
  const Tensor after = gan.samples(kPoints);
  Finding finding;
  finding.numbers = {{"distance of real points from other real ones", distance(other, real)},
                     {"distance of generated points, at the start", distance(before, real)},
                     {"distance of generated points, at the end", distance(after, real)},
                     {"distance of real points from generated ones", distance(real, after)}};
  finding.table.columns = {"distance", "value"};
  for (const LabNumber& number : finding.numbers) {
    finding.table.names.push_back(number.name);
    finding.table.rows.push_back({number.value});
  }
  const double end = number_of(finding, "distance of generated points, at the end"),
               back = number_of(finding, "distance of real points from generated ones");
  finding.verdicts = {{"gp finds the roll: generated points lie on it", end < 0.05, lab_text(end),
                       Verdict::Kind::kClaim},
                      {"and all of it: each real point has a generated one nearby", back < 0.05,
                       lab_text(back), Verdict::Kind::kClaim}};
  finding.plots = {plot_at(steps)};
  finding.pictures = {film};
  return finding;
}

}  // namespace wgan
