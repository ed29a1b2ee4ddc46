#pragma once

#include "wgan/commands/data_command.h"

namespace wgan {

/// Writes an augmented set: every picture, its mirror images, shifts and random copies.
struct DataAugment {
  static constexpr CommandText kText{
      "data augment",
      "Write an augmented set: every picture, its mirror images, shifts and random copies",
      "  wgan data augment pokemon/ --flip --vflip --shift-blank --out enriched/\n"
      "  wgan data augment faces/ --flip --rotate 10 --copies 3 --out enriched/\n"
      "N pictures become N x (1 + flip + vflip + 4 shift-blank + copies), minus the shifts of\n"
      "pictures that have no blank margin on that side; each flag counts 1 if it is given.\n",
      "data"};
  static constexpr bool kInEngine = true;

  SourceOptions source;
  AugmentOptions augment;
  int64_t copies = -1;  // random draws of each picture; -1 = one if something random is asked for
  uint64_t seed = 0;
  std::string out;
  int64_t threads = 0;

  Flags flags() {
    const auto random = [this]() -> std::string {
      return augment.any() ? "" : "no augmentation is asked for";
    };
    return joined({source_flags(source),
                   augment_flags(augment),
                   {{.name = "copies",
                     .field = &copies,
                     .group = "Pictures",
                     .metavar = "K",
                     .help = "Random draws of each picture with all requested augmentations (-1: "
                             "one if any besides mirroring and shifting is requested, else none)",
                     .least = -1,
                     .most = 1e6,
                     .unused = random},
                    {.name = "seed",
                     .field = &seed,
                     .group = "Pictures",
                     .metavar = "N",
                     .help = "Seed of the random draws"},
                    {.name = "out",
                     .field = &out,
                     .group = "Pictures",
                     .metavar = "DIR",
                     .help = "New or empty folder for the PNG files"},
                    threads_flag(threads)}});
  }

  void take(const Assignments& typed) {
    assign_all(flags(), typed);
    need_data(source, "augment");
    if (!augment.any())
      throw Error(ExitCode::kUsage,
                  "nothing to do: name an augmentation such as --flip or --shift-blank");
    need_new_folder(out);
  }

  ExitCode run() const;
};

}  // namespace wgan
