#pragma once

#include "wgan/commands/model_command.h"

namespace wgan {

/// Writes a generator in a format that other programs read.
struct Export {
  static constexpr CommandText kText{
      "export", "Write a generator for other programs: ONNX, safetensors or NumPy",
      "  wgan export g.pt --out g.onnx          for ONNX Runtime\n"
      "  wgan export g.pt --out g.onnx --u8     makes bytes, as torch-fidelity wants them\n"
      "  wgan export g.pt --out g.safetensors   the weights, with all settings\n",
      "ckpt"};
  static constexpr bool kInEngine = true;
  static constexpr const char *kOnnx = "onnx", *kSafetensors = "safetensors", *kNpz = "npz";

  ModelOptions model{.device = "cpu"};
  std::string format = "auto";  // auto = as the name in `out` ends
  bool u8 = false;
  std::string out;

  /// Returns kOnnx, kSafetensors, kNpz or, if it is unknown, nothing.
  std::string kind() const;
  Flags flags();
  void take(const Assignments& typed);
  ExitCode run() const;
};

}  // namespace wgan
