#pragma once

#include "wgan/commands/model_command.h"

namespace wgan {

/// Looks at what the program needs on this machine.
struct Doctor {
  static constexpr CommandText kText{
      "doctor", "Look at what this machine has for wgan, and what is missing",
      "  wgan doctor          exit 0 if wgan can train here, 1 if not\n"
      "  wgan doctor --json\n",
      ""};
  static constexpr bool kInEngine = true;

  bool json = false;

  Flags flags() { return {json_flag(json)}; }
  void take(const Assignments& typed) { assign_all(flags(), typed); }
  ExitCode run() const;
};

}  // namespace wgan
