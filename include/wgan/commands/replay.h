#pragma once

#include "wgan/commands/model_command.h"

namespace wgan {

/// Repeats the update that a dump holds.
struct Replay {
  static constexpr CommandText kText{
      "replay", "Repeat the update in which a value of a run became NaN or infinite",
      "  wgan replay runs/000-demo-r3/dumps/step-000120-attempt-0.pt\n"
      "  exit 0 if the same tensor goes wrong again, 1 if not, or if there is nothing to repeat\n",
      "dump"};
  static constexpr bool kInEngine = true;

  std::string dump;
  std::string device = "auto";
  int64_t threads = 0;

  Flags flags() {
    return with_machine(device, threads,
                        {{.name = "dump",
                          .field = &dump,
                          .group = "Files",
                          .metavar = "DUMP",
                          .help = "A file in the dumps/ of a run"}});
  }

  void take(const Assignments& typed) {
    assign_all(flags(), typed);
    need_file(dump, "replay", "DUMP");
  }

  ExitCode run() const;
};

}  // namespace wgan
