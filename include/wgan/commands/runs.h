#pragma once

#include "wgan/commands/model_command.h"

namespace wgan {

/// Lists runs.
struct Runs {
  static constexpr CommandText kText{"runs", "List the runs in a folder and where they stand",
                                     "  wgan runs   those in runs/\n"
                                     "  wgan runs sweeps/000-faces --json\n",
                                     "dir"};
  static constexpr bool kInEngine = false;

  std::vector<std::string> folders;
  bool json = false;

  Flags flags() {
    return {{.name = "dir",
             .field = Paths{&folders},
             .group = "Runs",
             .metavar = "DIR",
             .help = "Folder that holds runs, or a run; repeatable (default: runs)"},
            json_flag(json)};
  }
  void take(const Assignments& typed) {
    assign_all(flags(), typed);
    if (folders.empty()) folders = {"runs"};
  }
  ExitCode run() const;
};

}  // namespace wgan
