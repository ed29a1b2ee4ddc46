#pragma once

#include "wgan/commands/model_command.h"

namespace wgan {

/// Checks a model file, or all files of a run.
struct Verify {
  static constexpr CommandText kText{
      "verify",
      "Check that a model file or all files of a run are intact, finite and usable on this machine",
      "  wgan verify g.pt   exit 0 if it is good, 4 if not\n"
      "  wgan verify runs/000-demo-r3 --json\n",
      "path"};
  static constexpr bool kInEngine = true;

  std::string path;
  bool json = false;
  std::string device = "auto";
  int64_t threads = 0;

  Flags flags() { return with_machine(device, threads, {path_flag(path), json_flag(json)}); }

  void take(const Assignments& typed) {
    assign_all(flags(), typed);
    need_file(path, "verify", "FILE|RUN");
  }

  ExitCode run() const;
};

}  // namespace wgan
