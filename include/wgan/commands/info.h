#pragma once

#include "wgan/commands/model_command.h"

namespace wgan {

/// Prints what a .pt file or a run folder contains.
struct Info {
  static constexpr CommandText kText{"info", "Show the contents of a model file or a run folder",
                                     "  wgan info g.pt\n"
                                     "  wgan info runs/000-demo-r3 --json\n",
                                     "path"};
  static constexpr bool kInEngine = false;

  std::string path;
  bool json = false;

  Flags flags() { return {path_flag(path), json_flag(json)}; }

  void take(const Assignments& typed) {
    assign_all(flags(), typed);
    need_file(path, "info", "FILE|RUN");
  }

  ExitCode run() const;
};

}  // namespace wgan
