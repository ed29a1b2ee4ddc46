#pragma once

#include "wgan/commands/model_command.h"

namespace wgan {

/// Shows the directions of the latent space that change pictures most.
struct Explore {
  static constexpr CommandText kText{
      "explore", "Show the directions of the latent space that change pictures most",
      "  wgan explore g.pt   directions.png, a strip for each of eight\n"
      "  wgan explore g.pt --seed 7 --directions 12 --reach 4\n",
      "ckpt"};
  static constexpr bool kInEngine = true;

  ModelOptions model;
  std::string class_name;
  uint64_t seed = 0;
  int64_t directions = 8;
  int64_t steps = 9;
  double reach = 3;
  int64_t samples = 32;
  int64_t scale = 1;
  std::string out = "directions.png";

  Flags flags() {
    return with_model(
        model, {{.name = "seed",
                 .field = &seed,
                 .group = "Strips",
                 .metavar = "S",
                 .help = "Seed of the picture in the middle of each strip"},
                {.name = "class",
                 .field = &class_name,
                 .group = "Strips",
                 .metavar = "NAME",
                 .help = "Class of a conditional model; without it, the class of the seed"},
                {.name = "directions",
                 .field = &directions,
                 .group = "Strips",
                 .metavar = "N",
                 .help = "Number of strips, the strongest direction first",
                 .least = 1,
                 .most = 1000},
                {.name = "steps",
                 .field = &steps,
                 .group = "Strips",
                 .metavar = "N",
                 .help = "Pictures in a strip",
                 .least = 3,
                 .most = 1000},
                {.name = "reach",
                 .field = &reach,
                 .group = "Strips",
                 .metavar = "D",
                 .help = "How far a strip goes to both sides, in standard deviations of z",
                 .most = 100,
                 .positive = true},
                {.name = "samples",
                 .field = &samples,
                 .group = "Strips",
                 .metavar = "N",
                 .help = "Points of the latent space at which the directions are measured",
                 .least = 1,
                 .most = 1e5},
                scale_flag(scale, "Output"),
                {.name = "out",
                 .field = &out,
                 .group = "Output",
                 .metavar = "FILE|DIR/",
                 .help = "PNG file for the strips; DIR/ for directions.png in that folder"}});
  }

  void take(const Assignments& typed) {
    assign_all(flags(), typed);
    need_model(model);
    check_picture_name(out);
    if (steps % 2 == 0)
      throw Error(ExitCode::kUsage,
                  "--steps: an odd number, so that the seed's picture is in the middle");
  }

  ExitCode run() const;
};

}  // namespace wgan
