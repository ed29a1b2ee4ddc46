#pragma once

#include "wgan/commands/command.h"

namespace wgan {

/// Fetches LibTorch, by the script fetch-libtorch.
struct Setup {
  static constexpr CommandText kText{"setup", "Fetch LibTorch, which training and sampling need",
                                     "  wgan setup          for this machine\n"
                                     "  wgan setup --cuda   with the libraries for an NVIDIA GPU\n",
                                     ""};
  static constexpr bool kInEngine = false;

  bool cuda = false, cpu = false;

  Flags flags() {
    return {{.name = "cuda",
             .field = &cuda,
             .group = "LibTorch",
             .help = "With everything that CUDA needs, some 4 GB (default with an NVIDIA driver)"},
            {.name = "cpu",
             .field = &cpu,
             .group = "LibTorch",
             .help = "For the processor only (default without one)"}};
  }
  void take(const Assignments& typed) {
    assign_all(flags(), typed);
    if (cuda && cpu) throw Error(ExitCode::kUsage, "--cuda and --cpu exclude each other");
  }
  /// The script takes the place of the program; returns only if it cannot be started.
  ExitCode run() const;
};

}  // namespace wgan
