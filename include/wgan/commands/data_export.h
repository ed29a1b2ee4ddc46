#pragma once

#include "wgan/commands/data_command.h"

namespace wgan {

/// Writes the drawn demo creatures as files.
struct DataExport {
  static constexpr CommandText kText{"data export", "Write the drawn demo creatures as PNG files",
                                     "  wgan data export demo --count 1000 --out creatures/\n",
                                     "source"};
  static constexpr bool kInEngine = true;

  std::string source;
  int64_t count = 1000;
  Size size;
  uint64_t seed = 0;
  std::string out;

  Flags flags() {
    return {
        {.name = "source",
         .field = &source,
         .group = "Pictures",
         .metavar = "NAME",
         .help = "demo, the only built-in set"},
        {.name = "count",
         .field = &count,
         .group = "Pictures",
         .metavar = "N",
         .help = "Number of pictures",
         .least = 1,
         .most = 1e7},
        {.name = "size",
         .field = &size,
         .group = "Pictures",
         .metavar = "N|WxH",
         .help = "Size of the pictures, width first",
         .least = 16,
         .most = 1024},
        {.name = "seed",
         .field = &seed,
         .group = "Pictures",
         .metavar = "N",
         .help = "Seed that selects the set of creatures"},
        {.name = "out",
         .field = &out,
         .group = "Pictures",
         .metavar = "DIR",
         .help = "New or empty folder for the PNG files"},
    };
  }

  void take(const Assignments& typed);

  ExitCode run() const;
};

}  // namespace wgan
