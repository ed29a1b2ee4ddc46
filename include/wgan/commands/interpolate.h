#pragma once

#include "wgan/commands/model_command.h"

namespace wgan {

/// Walks between points of the latent space.
struct Interpolate {
  static constexpr CommandText kText{
      "interpolate", "Interpolate between points of the latent space",
      "  wgan interpolate g.pt                         interpolation.png, eight walks of ten "
      "pictures\n"
      "  wgan interpolate g.pt --seeds 1,5,9 --steps 60 --out walk/\n",
      "ckpt"};
  static constexpr bool kInEngine = true;

  ModelOptions model;
  std::string class_name;
  int64_t steps = 10;
  int64_t rows = 8;
  uint64_t seed = 0;
  std::vector<uint64_t> seeds;  // the points of a chain; empty = two fresh ones for each row
  std::string mode = "slerp";
  std::string out = "interpolation.png";

  Flags flags() {
    const auto chained = [this]() -> std::string {
      return seeds.empty() ? "" : "--seeds names the points; each pair of neighbours is a row";
    };
    return with_model(
        model,
        {{.name = "steps",
          .field = &steps,
          .group = "Walk",
          .metavar = "N",
          .help = "Pictures per row, including both ends",
          .least = 2,
          .most = 1e5},
         {.name = "rows",
          .field = &rows,
          .group = "Walk",
          .metavar = "N",
          .help = "Number of rows, each between two new points",
          .least = 1,
          .most = 1e4,
          .unused = chained},
         {.name = "seed",
          .field = &seed,
          .group = "Walk",
          .metavar = "S",
          .help = "Row r goes from seed S + 2r to S + 2r + 1",
          .unused = chained},
         {.name = "seeds",
          .field = &seeds,
          .group = "Walk",
          .metavar = "A,B,…",
          .help = "Interpolate from seed A to B to …, with a row for each pair"},
         {.name = "class",
          .field = &class_name,
          .group = "Walk",
          .metavar = "NAME",
          .help = "Class of a conditional model; without it, the class of each row's first seed"},
         {.name = "mode",
          .field = &mode,
          .group = "Walk",
          .help = "Path between two points (along the arc that keeps the length of z, or straight)",
          .choices = {"slerp", "lerp"}},
         {.name = "out",
          .field = &out,
          .group = "Walk",
          .metavar = "FILE|DIR/",
          .help = "PNG file for the grid of all pictures; DIR/ for a folder with the grid and a "
                  "file of each picture"}});
  }

  void take(const Assignments& typed) {
    assign_all(flags(), typed);
    need_model(model);
    check_picture_name(out);
    if (seeds.size() == 1)
      throw Error(ExitCode::kUsage,
                  "--seeds names one point; a walk needs two or more, such as --seeds 1,5,9");
  }

  ExitCode run() const;
};

}  // namespace wgan
