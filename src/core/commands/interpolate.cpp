#include "wgan/commands/interpolate.h"

#include "wgan/text/text.h"

namespace wgan {

bool Interpolate::moves() const { return is_moving_picture(out); }

Flags Interpolate::flags() {
  const auto chained = [this]() -> std::string {
    if (!latents.empty()) return "--point names the points; each pair of neighbours is a row";
    return seeds.empty() ? "" : "--seeds names the points; each pair of neighbours is a row";
  };
  const auto still = [this]() -> std::string {
    return moves() ? "a moving picture has --frames and --points" : "";
  };
  const auto moving = [this]() -> std::string {
    return moves() ? "" : "it is for a moving picture: --out with .gif, .webp or .mp4";
  };
  const auto first_reason = [](auto one, auto other) {
    return [one, other]() -> std::string {
      const std::string reason = one();
      return reason.empty() ? other() : reason;
    };
  };
  const auto one_class = [this]() -> std::string {
    return from_class.empty() ? "" : "--from-class and --to-class name the classes";
  };
  return with_model(
      model,
      {{.name = "steps",
        .field = &steps,
        .group = "Walk",
        .metavar = "N",
        .help = "Pictures per row, including both ends",
        .least = 2,
        .most = 1e5,
        .unused = still},
       {.name = "rows",
        .field = &rows,
        .group = "Walk",
        .metavar = "N",
        .help = "Number of rows, each between two new points",
        .least = 1,
        .most = 1e4,
        .unused = first_reason(still, chained)},
       {.name = "seed",
        .field = &seed,
        .group = "Walk",
        .metavar = "S",
        .help = "Row r goes from seed S + 2r to S + 2r + 1; a moving picture begins at seed S",
        .unused = chained},
       {.name = "seeds",
        .field = &seeds,
        .group = "Walk",
        .metavar = "A,B,…",
        .help = "Interpolate from seed A to B to …, with a row for each pair"},
       {.name = "point",
        .field = Paths{&latents},
        .group = "Walk",
        .metavar = "FILE",
        .help = "A point that wgan project found, instead of seeds; repeatable"},
       {.name = "class",
        .field = &class_name,
        .group = "Walk",
        .metavar = "NAME",
        .help = "Class of a conditional model; without it, the class of each row's first seed",
        .unused = one_class},
       {.name = "from-class",
        .field = &from_class,
        .group = "Walk",
        .metavar = "NAME",
        .help = "Class at the beginning of each walk, which turns into that of --to-class"},
       {.name = "to-class",
        .field = &to_class,
        .group = "Walk",
        .metavar = "NAME",
        .help = "Class at the end of each walk"},
       {.name = "mode",
        .field = &mode,
        .group = "Walk",
        .help = "Path between two points: along the arc that keeps the length of z (slerp), or "
                "straight (lerp); auto is lerp under --latent-law uniform",
        .choices = {"auto", "slerp", "lerp"}},
       truncation_flag(truncation, "Walk"),
       {.name = "points",
        .field = &points,
        .group = "Moving picture",
        .metavar = "N",
        .help = "Seeds that a walk goes through",
        .least = 2,
        .most = 1e4,
        .unused = first_reason(moving, chained)},
       {.name = "frames",
        .field = &frames,
        .group = "Moving picture",
        .metavar = "N",
        .help = "Frames from one point to the next",
        .least = 2,
        .most = 1e5,
        .unused = moving},
       {.name = "fps",
        .field = &fps,
        .group = "Moving picture",
        .metavar = "N",
        .help = "Frames a second; a GIF has at most 50",
        .least = 0,
        .most = 240,
        .positive = true,
        .unused = moving},
       {.name = "loop",
        .field = &loop,
        .group = "Moving picture",
        .help = "Go back to the first point and begin again",
        .choices = {"on", "off"},
        .unused = moving},
       {.name = "tiles",
        .field = &tiles,
        .group = "Moving picture",
        .metavar = "N|WxH",
        .help = "Walks side by side, each through seeds of its own",
        .least = 1,
        .most = 64,
        .unused = moving},
       {.name = "ease",
        .field = &ease,
        .group = "Moving picture",
        .help = "Slow down at the points",
        .choices = {"on", "off"},
        .unused = moving},
       scale_flag(scale, "Output"),
       {.name = "out",
        .field = &out,
        .group = "Output",
        .metavar = "FILE|DIR/",
        .help = "PNG file for the grid of all pictures; DIR/ for a folder with the grid and a file "
                "of each picture; .gif, .webp or .mp4 for a moving picture"}});
}

void Interpolate::take(const Assignments& typed) {
  assign_all(flags(), typed);
  need_model(model);
  if (!moves()) check_picture_name(out);
  if (seeds.size() == 1)
    throw Error(ExitCode::kUsage,
                "--seeds names one point; a walk needs two or more, such as --seeds 1,5,9");
  if (from_class.empty() != to_class.empty())
    throw Error(ExitCode::kUsage, "--from-class and --to-class belong together");
  if (latents.size() == 1)
    throw Error(ExitCode::kUsage, "--point names one point; a walk needs two or more");
  if (!latents.empty() && !seeds.empty())
    throw Error(ExitCode::kUsage, "--point and --seeds both name the points; use one of them");
  if (!(seeds.empty() && latents.empty()) && tiles.width * tiles.height > 1)
    throw Error(ExitCode::kUsage,
                "the points named are those of one walk, and --tiles shows several; use --seed");
}

}  // namespace wgan
