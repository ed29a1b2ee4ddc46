#pragma once

#include "wgan/commands/data_command.h"
#include "wgan/options/settings.h"

namespace wgan {

/// Draws a sheet of what the critic sees of a set.
struct DataShow {
  static constexpr CommandText kText{
      "data show", "Draw a sheet of what the critic will see, before and after augmentation",
      "  wgan data show pokemon/ --size 64 --flip --shift-blank --out sheet.png\n"
      "  wgan data show cifar-10-batches-bin/ -n 64 --epochs 0   pictures with their "
      "classes\n",
      "data", "data size fit alpha flip crop-pad color-jitter diffaugment n out"};
  static constexpr bool kInEngine = true;

  DataOptions data;
  int64_t count = 8;   // pictures, a row each
  int64_t epochs = 8;  // augmented draws of each
  uint64_t seed = 0;
  std::string out = "sheet.png";

  Flags flags() {
    return joined(
        {source_flags(data.source),
         preparation_flags(data),
         augment_flags(data.augment),
         critic_view_flags(data),
         {{.name = "n",
           .field = &count,
           .group = "Sheet",
           .metavar = "N",
           .help = "Number of pictures, one per row, spread over the whole set",
           .least = 1,
           .most = 1000},
          {.name = "epochs",
           .field = &epochs,
           .group = "Sheet",
           .metavar = "N",
           .help = "Draws of each picture, as in the first N epochs of training with --seed",
           .most = 100},
          {.name = "seed",
           .field = &seed,
           .group = "Sheet",
           .metavar = "N",
           .help = "Seed of the training run"},
          {.name = "out",
           .field = &out,
           .group = "Sheet",
           .metavar = "FILE",
           .help = "PNG file to write the sheet to"}}});
  }

  void take(const Assignments& typed) {
    assign_all(flags(), typed);
    need_data(data.source, "show");
    check_kind("out", out, "png");
    if (data.channels == 4 && !is_typed(typed, "alpha")) data.alpha = "keep";
    check_alpha(data);
  }

  ExitCode run() const;
};

}  // namespace wgan
