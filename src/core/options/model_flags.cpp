#include "wgan/options/flags.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

Flags with_machine(std::string& device, int64_t& threads, Flags flags) {
  flags.push_back({.name = "device",
                   .field = &device,
                   .group = "Settings",
                   .metavar = "auto|cpu|cuda[:I]",
                   .help = "Device to compute on"});
  flags.push_back(threads_flag(threads));
  return flags;
}

Flags with_model(ModelOptions& o, Flags flags) {
  flags.insert(flags.begin(), {.name = "ckpt",
                               .field = &o.checkpoint,
                               .group = "Model",
                               .metavar = "FILE|RUN",
                               .help = "Model to use: the g.pt of a run, or the run's folder"});
  flags.push_back({.name = "raw",
                   .field = &o.raw,
                   .group = "Model",
                   .help = "Use the newest weights instead of their moving average"});
  return with_machine(o.device, o.threads, std::move(flags));
}

Flag path_flag(std::string& path) {
  return {.name = "path",
          .field = &path,
          .group = "Files",
          .metavar = "FILE|RUN",
          .help = "A g.pt, state.pt or dump, or the folder of a run"};
}

Flag json_flag(bool& json) {
  return {.name = "json", .field = &json, .group = "Settings", .help = "Print JSON"};
}

}  // namespace

Flags info_flags(InfoOptions& o) { return {path_flag(o.path), json_flag(o.json)}; }

Flags verify_flags(VerifyOptions& o) {
  return with_machine(o.device, o.threads, {path_flag(o.path), json_flag(o.json)});
}

Flags replay_flags(ReplayOptions& o) {
  return with_machine(o.device, o.threads,
                      {{.name = "dump",
                        .field = &o.dump,
                        .group = "Files",
                        .metavar = "DUMP",
                        .help = "A file in the dumps/ of a run"}});
}

Flags presets_flags(PresetsOptions& o) {
  return {{.name = "names",
           .field = Repeated{&o.names},
           .group = "Presets",
           .metavar = "NAME",
           .help = "Names of presets, or files of flags"}};
}

Flags sample_flags(SampleOptions& o) {
  const auto all_classes = [&o]() -> std::string {
    return o.class_name == kAllClasses ? "--class all draws a grid, a row of -n pictures for each"
                                       : "";
  };
  const auto columns = [&o, all_classes]() -> std::string {
    return o.files.empty() || !o.out.empty() ? all_classes()
                                             : "--files without --out writes no grid";
  };
  return with_model(
      o.model,
      {{.name = "n",
        .field = &o.count,
        .group = "Pictures",
        .metavar = "N",
        .help = "Number of pictures; with --class all of each class, and 8 by default",
        .least = 1,
        .most = 1e7},
       {.name = "class",
        .field = &o.class_name,
        .group = "Pictures",
        .metavar = "NAME|all",
        .help = "Class of a conditional model; all for a row of -n pictures of each"},
       {.name = "seed",
        .field = &o.seed,
        .group = "Pictures",
        .metavar = "S",
        .help = "Picture k has seed S + k"},
       {.name = "cols",
        .field = &o.columns,
        .group = "Pictures",
        .metavar = "N",
        .help = "Pictures in a row of the grid; 0 for a square",
        .most = 1e5,
        .unused = columns},
       {.name = "out",
        .field = &o.out,
        .group = "Pictures",
        .metavar = "FILE|DIR/",
        .help = "Grid of all pictures, a PNG; DIR/ for samples.png in that folder (default: "
                "samples.png, and none with --files)"},
       {.name = "files",
        .field = &o.files,
        .group = "Pictures",
        .metavar = "DIR",
        .help = "Write single pictures seed0005.png … into DIR; with --out a grid as well",
        .unused = all_classes}});
}

Flags interpolate_flags(InterpolateOptions& o) {
  const auto chained = [&o]() -> std::string {
    return o.seeds.empty() ? "" : "--seeds names the points; each pair of neighbours is a row";
  };
  return with_model(
      o.model,
      {{.name = "steps",
        .field = &o.steps,
        .group = "Walk",
        .metavar = "N",
        .help = "Pictures in a row, both ends included",
        .least = 2,
        .most = 1e5},
       {.name = "rows",
        .field = &o.rows,
        .group = "Walk",
        .metavar = "N",
        .help = "Rows, each between two fresh points",
        .least = 1,
        .most = 1e4,
        .unused = chained},
       {.name = "seed",
        .field = &o.seed,
        .group = "Walk",
        .metavar = "S",
        .help = "Row r goes from seed S + 2r to S + 2r + 1",
        .unused = chained},
       {.name = "seeds",
        .field = &o.seeds,
        .group = "Walk",
        .metavar = "A,B,…",
        .help = "Walk from sample A to B to …, a row for each pair"},
       {.name = "class",
        .field = &o.class_name,
        .group = "Walk",
        .metavar = "NAME",
        .help = "Class of a conditional model; else that of each row's first seed"},
       {.name = "mode",
        .field = &o.mode,
        .group = "Walk",
        .help = "Path between two points: along the arc that keeps the length of z, or straight",
        .choices = {"slerp", "lerp"}},
       {.name = "out",
        .field = &o.out,
        .group = "Walk",
        .metavar = "FILE|DIR/",
        .help = "Grid of all pictures, a PNG; DIR/ for the grid and every picture as a file of its "
                "own"}});
}

}  // namespace wgan
