#pragma once

#include "wgan/commands/model_command.h"

namespace wgan {

/// Makes pictures with a trained generator.
struct Sample {
  static constexpr CommandText kText{
      "sample", "Make pictures with a trained generator",
      "  wgan sample g.pt -n 64                        samples.png, an 8x8 grid\n"
      "  wgan sample runs/000-demo-r3 -n 1 --seed 42   the one picture of seed 42\n"
      "  wgan sample g.pt -n 1000 --files new/         single pictures new/seed0000.png …\n",
      "ckpt"};
  static constexpr bool kInEngine = true;

  ModelOptions model;
  std::string class_name;  // for a conditional model; empty = a class from each seed
  int64_t count = 64;      // pictures; with --class all, of each class
  uint64_t seed = 0;
  int64_t columns = 0;  // 0 = as square as possible
  std::string out;      // file of the grid; empty = samples.png, or none with --files
  std::string files;    // folder for single pictures; empty = none

  Flags flags() {
    const auto all_classes = [this]() -> std::string {
      return class_name == kAllClasses ? "--class all draws a grid, a row of -n pictures for each"
                                       : "";
    };
    const auto without_grid = [this, all_classes]() -> std::string {
      return files.empty() || !out.empty() ? all_classes() : "--files without --out writes no grid";
    };
    return with_model(
        model,
        {{.name = "n",
          .field = &count,
          .group = "Pictures",
          .metavar = "N",
          .help = "Number of pictures; with --class all, pictures per class (8 by default)",
          .least = 1,
          .most = 1e7},
         {.name = "class",
          .field = &class_name,
          .group = "Pictures",
          .metavar = "NAME|all",
          .help = "Class of a conditional model; all draws a row of -n pictures for each class"},
         {.name = "seed",
          .field = &seed,
          .group = "Pictures",
          .metavar = "S",
          .help = "Seed of the first picture; picture k has seed S + k"},
         {.name = "cols",
          .field = &columns,
          .group = "Pictures",
          .metavar = "N",
          .help = "Pictures per row of the grid; 0 for a square grid",
          .most = 1e5,
          .unused = without_grid},
         {.name = "out",
          .field = &out,
          .group = "Pictures",
          .metavar = "FILE|DIR/",
          .help = "PNG file for the grid of all pictures; DIR/ for samples.png in that folder "
                  "(default: samples.png, or no grid with --files)"},
         {.name = "files",
          .field = &files,
          .group = "Pictures",
          .metavar = "DIR",
          .help = "Write single pictures seed0005.png … to DIR; with --out also write a grid",
          .unused = all_classes}});
  }

  void take(const Assignments& typed) {
    constexpr int64_t kOfEachClass = 8;
    assign_all(flags(), typed);
    need_model(model);
    check_picture_name(out);
    if (class_name == kAllClasses && !is_typed(typed, "n")) count = kOfEachClass;
  }

  ExitCode run() const;
};

}  // namespace wgan
