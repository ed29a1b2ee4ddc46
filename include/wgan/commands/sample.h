#pragma once

#include "wgan/commands/model_command.h"

namespace wgan {

/// Makes pictures with a trained generator.
struct Sample {
  static constexpr CommandText kText{
      "sample", "Make pictures with a trained generator",
      "  wgan sample g.pt -n 64                        samples.png, an 8x8 grid\n"
      "  wgan sample runs/000-demo-r3 -n 1 --seed 42   the one picture of seed 42\n"
      "  wgan sample g.pt --seeds 0-999 --files new/   single pictures new/seed0000.png …\n"
      "  wgan sample --from samples.png --cell 3,5     that picture of a sheet by itself\n",
      "ckpt", "ckpt n class seed seeds truncation cols scale best out files npz raw"};
  static constexpr bool kInEngine = true;
  static constexpr bool kForRanks = true;
  static constexpr int64_t kMostPictures = 10'000'000;

  ModelOptions model;
  std::string class_name;        // for a conditional model; empty = a class from each seed
  int64_t count = 64;            // pictures; with --class all, of each class
  uint64_t seed = 0;             // of the first picture
  std::vector<SeedRange> seeds;  // empty = `count` from `seed` on
  double truncation = 0;         // 0 = none
  int64_t best = 0;              // pictures that are kept of `of`; 0 = all
  int64_t of = 4096;             // pictures that are made to choose from
  std::string by = "critic";     // how
  SourceOptions source;          // real pictures, for "nearest"
  int64_t columns = 0;           // 0 = as square as possible
  int64_t scale = 1;             // pixels on a side for each of the generator's
  std::string out;               // file of the grid; empty = samples.png, or none with other output
  std::string files;             // folder for single pictures; empty = none
  std::string format = "png";    // of single pictures
  std::string npz;               // file of the bytes; empty = none
  std::string from;              // a sheet with a picture to make again; empty = none
  std::vector<uint64_t> cell{};  // its column and row; empty = the first

  Flags flags() {
    const auto of_sheet = [this]() -> std::string {
      return from.empty() ? "" : "--from says what is made";
    };
    const auto all_classes = [this, of_sheet]() -> std::string {
      return class_name == kAllClasses ? "--class all draws a grid, a row of pictures for each"
                                       : of_sheet();
    };
    const auto without_grid = [this, all_classes]() -> std::string {
      return draws_grid() ? all_classes() : "without --out no grid is drawn";
    };
    const auto listed = [this, of_sheet]() -> std::string {
      return seeds.empty() ? of_sheet() : "--seeds names the pictures";
    };
    Flag truncated = truncation_flag(truncation, "Pictures");
    truncated.unused = of_sheet;
    const auto picked = [this]() -> std::string { return best > 0 ? "" : "it is for --best"; };
    return with_model(
        model,
        {{.name = "n",
          .field = &count,
          .group = "Pictures",
          .metavar = "N",
          .help = "Number of pictures; with --class all, pictures per class (8 by default)",
          .least = 1,
          .most = static_cast<double>(kMostPictures),
          .unused = listed},
         {.name = "class",
          .field = &class_name,
          .group = "Pictures",
          .metavar = "NAME|all",
          .help = "Class of a conditional model; all draws a row of -n pictures for each class",
          .unused = of_sheet},
         {.name = "seed",
          .field = &seed,
          .group = "Pictures",
          .metavar = "S",
          .help = "Seed of the first picture; picture k has seed S + k",
          .unused = listed},
         {.name = "seeds",
          .field = Seeds{&seeds},
          .group = "Pictures",
          .metavar = "A-B,C,…",
          .help = "Seeds of the pictures, instead of --seed and -n",
          .unused = of_sheet},
         truncated,
         {.name = "best",
          .field = &best,
          .group = "Choice",
          .metavar = "N",
          .help =
              "Keep the N best of the pictures of --of seeds; their metadata says that they were "
              "picked; 0 for off",
          .most = 1e5,
          .unused = listed},
         {.name = "of",
          .field = &of,
          .group = "Choice",
          .metavar = "N",
          .help = "Pictures to choose from",
          .least = 1,
          .most = 1e6,
          .unused = picked},
         {.name = "by",
          .field = &by,
          .group = "Choice",
          .help = "What is best: the score of the run's critic (--ckpt names the run or its "
                  "state.pt), or the nearest real picture",
          .choices = {"critic", "nearest"},
          .unused = picked},
         {.name = "data",
          .field = Paths{&source.paths},
          .group = "Choice",
          .metavar = "DIR",
          .help = "Real pictures for --by nearest (default: those of the run)",
          .unused = [this]() -> std::string {
            return best > 0 && by == "nearest" ? "" : "it is for --best with --by nearest";
          }},
         {.name = "cols",
          .field = &columns,
          .group = "Pictures",
          .metavar = "N",
          .help = "Pictures per row of the grid; 0 for a square grid",
          .most = 1e5,
          .unused = without_grid},
         scale_flag(scale, "Pictures"),
         {.name = "from",
          .field = &from,
          .group = "Pictures",
          .metavar = "PNG",
          .help = "Make a picture of this sheet again, by the generator that drew it: the one of "
                  "--ckpt, or one near the sheet"},
         {.name = "cell",
          .field = &cell,
          .group = "Pictures",
          .metavar = "COLUMN,ROW",
          .help = "Which picture of --from, counted from 1 at the top left",
          .unused = [this]() -> std::string { return from.empty() ? "it belongs to --from" : ""; }},
         {.name = "out",
          .field = &out,
          .group = "Output",
          .metavar = "FILE|DIR/",
          .help = "PNG file for the grid of all pictures; DIR/ for samples.png in that folder "
                  "(default: samples.png, or no grid with --files or --npz)"},
         {.name = "files",
          .field = &files,
          .group = "Output",
          .metavar = "DIR",
          .help = "Write single pictures seed0005.png … to DIR; repeat a stopped command to "
                  "continue it; with --out also write a grid",
          .unused = all_classes},
         {.name = "format",
          .field = &format,
          .group = "Output",
          .help = "Format of the single pictures: jpg of quality 95, webp without loss",
          .choices = {"png", "jpg", "webp"},
          .unused = [this]() -> std::string {
            return files.empty() ? "it is for the pictures of --files" : "";
          }},
         {.name = "npz",
          .field = &npz,
          .group = "Output",
          .metavar = "FILE",
          .help = "Write all pictures as one array of NumPy, uint8 [N, H, W, C]; with --out also "
                  "write a grid",
          .unused = all_classes}});
  }

  bool draws_grid() const { return (files.empty() && npz.empty()) || !out.empty(); }

  void take(const Assignments& typed);
  ExitCode run() const;
};

}  // namespace wgan
