#pragma once

#include "wgan/commands/model_command.h"

namespace wgan {

/// Finds the latent of a picture.
struct Project {
  static constexpr CommandText kText{
      "project", "Find the latent whose picture is nearest to a given one",
      "  wgan project g.pt --image face.png            projected.png and projected.json\n"
      "  wgan interpolate g.pt --point a.json --point b.json   a walk between two of them\n",
      "ckpt"};
  static constexpr bool kInEngine = true;

  ModelOptions model;
  std::string image;
  std::string class_name;
  int64_t starts = 8;
  int64_t steps = 400;
  uint64_t seed = 0;
  std::string out = "projected.png";

  Flags flags() {
    return with_model(
        model,
        {{.name = "image",
          .field = &image,
          .group = "Search",
          .metavar = "FILE",
          .help = "Picture to approximate; it is prepared like the training pictures"},
         {.name = "class",
          .field = &class_name,
          .group = "Search",
          .metavar = "NAME",
          .help = "Class of a conditional model; without it, each start has one of its own"},
         {.name = "starts",
          .field = &starts,
          .group = "Search",
          .metavar = "N",
          .help = "Latents to start from, all at once; the best one counts",
          .least = 1,
          .most = 1024},
         {.name = "steps",
          .field = &steps,
          .group = "Search",
          .metavar = "N",
          .help = "Steps of the search",
          .least = 1,
          .most = 1e6},
         {.name = "seed",
          .field = &seed,
          .group = "Search",
          .metavar = "S",
          .help = "Seed of the first start"},
         {.name = "out",
          .field = &out,
          .group = "Output",
          .metavar = "FILE",
          .help = "PNG file for the picture and the nearest one side by side; the latent goes into "
                  "a .json file beside it"}});
  }

  void take(const Assignments& typed) {
    assign_all(flags(), typed);
    need_model(model);
    if (image.empty())
      throw Error(ExitCode::kUsage, "no picture named: wgan project g.pt --image FILE");
    check_picture_name(out);
    if (out.ends_with(".json"))
      throw Error(ExitCode::kUsage,
                  "--out is the file of the picture; the latent goes into a .json file beside it");
  }

  ExitCode run() const;
};

}  // namespace wgan
