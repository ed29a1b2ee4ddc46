#pragma once

#include "wgan/commands/model_command.h"

namespace wgan {

/// Walks between points of the latent space.
struct Interpolate {
  static constexpr CommandText kText{
      "interpolate", "Interpolate between points of the latent space",
      "  wgan interpolate g.pt                   interpolation.png, eight walks of ten "
      "pictures\n"
      "  wgan interpolate g.pt --seeds 1,5,9 --steps 60 --out walk/\n"
      "  wgan interpolate g.pt --out walk.webp   a closed walk that moves; .gif and .mp4 "
      "too\n"
      "  wgan interpolate g.pt --out walk.gif --tiles 4x4 --scale 2\n",
      "ckpt", "ckpt rows steps seed seeds class mode frames fps loop tiles scale out"};
  static constexpr bool kInEngine = true;

  ModelOptions model;
  std::string class_name;            // of a whole walk; empty = that of its first seed
  std::string from_class, to_class;  // of its two ends; empty = `class_name`
  int64_t steps = 10;
  int64_t rows = 8;
  uint64_t seed = 0;
  std::vector<uint64_t> seeds;       // the points of a chain; empty = fresh ones
  std::vector<std::string> latents;  // files of wgan project: the points of a chain instead
  std::string mode = "auto";
  double truncation = 0;  // 0 = none
  int64_t scale = 1;      // pixels on a side for each of the generator's
  // Of a moving picture:
  int64_t points = 4;  // seeds of a walk
  int64_t frames = 60;
  double fps = 25;
  std::string loop = "on";
  Size tiles{1, 1};  // walks side by side
  std::string ease = "off";
  std::string out = "interpolation.png";

  Flags flags();
  bool moves() const;
  void take(const Assignments& typed);
  ExitCode run() const;
};

}  // namespace wgan
