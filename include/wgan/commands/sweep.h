#pragma once

#include "wgan/commands/command.h"
#include "wgan/options/settings.h"

namespace wgan {

/// Trains a run for every combination of settings, and compares them.
struct Sweep {
  static constexpr CommandText kText{
      "sweep", "Train runs over a grid of settings and compare them",
      "  wgan sweep demo --n-critic 1,2,4 --seed 1,2,3 --time-limit 2m\n"
      "  wgan sweep pokemon/ --loss gp,clip --rate 1e-4,5e-5 --dry-run   only lists the runs\n"
      "  wgan sweep --resume sweeps/000-demo          goes on where a sweep was interrupted\n",
      "data",
      "data preset loss n-critic rate gamma flip diffaugment seed size steps "
      "time-limit out jobs dry-run resume json"};
  static constexpr bool kInEngine = false;

  std::string out;     // folder of a new sweep; empty = the next sweeps/NNN-<data>
  std::string resume;  // folder of the sweep to go on with
  int64_t jobs = 1;    // runs at the same time
  bool dry_run = false;
  bool json = false;
  Assignments grid;  // flags of `train`, some with several values

  Flags flags();
  void take(const Assignments& typed);
  ExitCode run() const;

 private:
  Flags own_flags();
  TrainOptions named_;  // what flags() refers to for help and names
};

}  // namespace wgan
