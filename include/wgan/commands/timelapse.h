#pragma once

#include "wgan/commands/model_command.h"

namespace wgan {

/// Shows how a run learnt, as a moving picture of its sheets.
struct Timelapse {
  static constexpr CommandText kText{
      "timelapse", "Show how a run learnt as a moving picture of its sheets",
      "  wgan timelapse runs/000-demo-r3   timelapse.webp\n"
      "  wgan timelapse runs/000-demo-r3 --out learning.gif --fps 8\n",
      "run"};
  static constexpr bool kInEngine = true;

  std::string run_folder;
  std::string of = "steps";
  double fps = 6;
  double hold = 2;  // seconds that the last sheet stays
  int64_t scale = 1;
  std::string out = "timelapse.webp";

  Flags flags() {
    return {
        {.name = "run",
         .field = &run_folder,
         .group = "Run",
         .metavar = "RUN",
         .help = "Folder of a run"},
        {.name = "of",
         .field = &of,
         .group = "Run",
         .help =
             "Which sheets: those by step, or those of epochs (--snapshot-every, --snapshot-at)",
         .choices = {"steps", "epochs"}},
        {.name = "fps",
         .field = &fps,
         .group = "Moving picture",
         .metavar = "N",
         .help = "Sheets a second",
         .most = 240,
         .positive = true},
        {.name = "hold",
         .field = Seconds{&hold},
         .group = "Moving picture",
         .metavar = "TIME",
         .help = "How long the last sheet stays, such as 2s",
         .most = 60},
        scale_flag(scale, "Moving picture", /*most=*/16),
        {.name = "out",
         .field = &out,
         .group = "Moving picture",
         .metavar = "FILE",
         .help = "File that ends in .webp, .gif or .mp4"}};
  }

  void take(const Assignments& typed) {
    assign_all(flags(), typed);
    need_file(run_folder, "timelapse", "RUN");
    need_moving_picture(out);
  }

  ExitCode run() const;
};

}  // namespace wgan
