#pragma once

#include "wgan/commands/model_command.h"

namespace wgan {

/// Compares trained runs by what they measured while they trained.
struct Compare {
  static constexpr CommandText kText{
      "compare", "Compare runs: the settings that differ, and how good their samples are",
      "  wgan compare runs/000-demo-r3 runs/001-demo-clip\n"
      "  wgan compare sweeps/000-demo   every run in that folder\n"
      "  wgan compare runs/ --metric colour --json > comparison.json\n",
      "run"};
  static constexpr bool kInEngine = true;

  std::vector<std::string> runs;  // folders of runs, or folders that hold them
  std::string metric = "swd";
  std::string out = "comparison.png";  // sheet of samples; "none" for none
  std::string device = "auto";
  int64_t threads = 0;
  bool json = false;

  Flags flags();
  void take(const Assignments& typed);
  ExitCode run() const;
};

}  // namespace wgan
