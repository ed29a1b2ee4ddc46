#pragma once

#include "wgan/commands/data_command.h"

namespace wgan {

/// Checks every picture of a set.
struct DataCheck {
  static constexpr CommandText kText{
      "data check", "Check every picture, report problems, and suggest training settings",
      "  wgan data check pokemon/   exit 0 if usable, 3 if not; --strict: "
      "3 on any warning\n"
      "  wgan data check pokemon/ --json > check.json\n",
      "data"};
  static constexpr bool kInEngine = true;

  SourceOptions source;
  bool json = false;
  int64_t threads = 0;  // 0 = one per core

  Flags flags() {
    return joined({source_flags(source),
                   {{.name = "json",
                     .field = &json,
                     .group = "Settings",
                     .help = "Print one JSON object instead of the table"},
                    threads_flag(threads)}});
  }

  void take(const Assignments& typed) {
    assign_all(flags(), typed);
    need_data(source, "check");
  }

  ExitCode run() const;
};

}  // namespace wgan
