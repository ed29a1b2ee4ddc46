#pragma once

#include "wgan/commands/model_command.h"

namespace wgan {

/// Makes a model file of a generator that another program trained.
struct Import {
  static constexpr CommandText kText{
      "import", "Make a g.pt of a DCGAN generator that PyTorch's example trained",
      "  wgan import netG.safetensors --out g.pt\n"
      "A .pth of PyTorch becomes safetensors by (pip install safetensors):\n"
      "  python3 -c 'import sys, torch, safetensors.torch as s; s.save_file(torch.load(\n"
      "    sys.argv[1], map_location=\"cpu\"), sys.argv[2])' netG.pth netG.safetensors\n",
      "weights"};
  static constexpr bool kInEngine = true;

  std::string weights;
  std::string out;

  Flags flags();
  void take(const Assignments& typed);
  ExitCode run() const;
};

}  // namespace wgan
