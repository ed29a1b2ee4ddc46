#pragma once

#include "wgan/commands/model_command.h"
#include "wgan/lab/list.h"

namespace wgan {

/// Runs the experiments of the laboratory.
struct Lab {
  static constexpr CommandText kText{
      "lab", "Run the arguments about GANs as experiments, with numbers that hold or fail",
      "  wgan lab list              what there is\n"
      "  wgan lab nash --eta 0.05   numbers, verdicts and plots in lab/\n"
      "  wgan lab earth-mover --from 1,0,3 --to 2,2,0\n"
      "  wgan lab all --out tour    tour/index.html, from GAN to WGAN-GP\n",
      "experiment"};
  static constexpr bool kInEngine = true;
  static constexpr const char *kList = "list", *kAll = "all";

  std::string experiment;
  LabOptions options;
  SourceOptions source;  // pictures for the experiments that need some
  int64_t threads = 0;
  std::string out = "lab";
  std::string csv;  // file of the table; empty = NAME.csv in `out`
  bool json = false;

  /// Whether pictures other than the demo's were named.
  bool named_data() const { return !source.paths.empty(); }
  Flags flags();
  void take(const Assignments& typed);
  ExitCode run() const;
};

}  // namespace wgan
