#include <algorithm>
#include <memory>

#include "command.h"
#include "engine_loader.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr int64_t kOfEachClass = 8;

void need_model(const std::string& checkpoint) {
  if (checkpoint.empty())
    throw Error(ExitCode::kUsage,
                "no model named: give the g.pt of a run or its folder, such as runs/000-demo-gp");
}

/// Throws Error(kUsage) if the name of a file for a PNG is none.
void check_picture_name(const std::string& out) {
  if (out == "-")
    throw Error(ExitCode::kUsage,
                "--out -: pictures are written to files and not to stdout; name one, such as "
                "--out samples.png");
  if (!out.ends_with('/')) check_kind("out", out, "png");
}

bool is_typed(const Assignments& typed, const std::string& flag) {
  return std::any_of(typed.begin(), typed.end(),
                     [&](const Assignment& a) { return a.flag == flag; });
}

}  // namespace

Command sample_command() {
  return command_of(
      "sample", "Make pictures with a trained generator",
      "  wgan sample g.pt -n 64                        samples.png, an 8x8 grid\n"
      "  wgan sample runs/000-demo-gp -n 1 --seed 42   the one picture of seed 42\n"
      "  wgan sample g.pt -n 1000 --files new/         single pictures new/seed0000.png …\n",
      "ckpt", sample_flags, [](SampleOptions& o, const Assignments& typed) {
        need_model(o.model.checkpoint);
        check_picture_name(o.out);
        if (o.class_name == kAllClasses && !is_typed(typed, "n")) o.count = kOfEachClass;
        return engine().sample(o);
      });
}

Command interpolate_command() {
  return command_of(
      "interpolate", "Walk between points of the latent space",
      "  wgan interpolate g.pt                         interpolation.png, eight walks of ten "
      "pictures\n"
      "  wgan interpolate g.pt --seeds 1,5,9 --steps 60 --out walk/\n",
      "ckpt", interpolate_flags, [](InterpolateOptions& o, const Assignments&) {
        need_model(o.model.checkpoint);
        check_picture_name(o.out);
        if (o.seeds.size() == 1)
          throw Error(ExitCode::kUsage,
                      "--seeds names one point; a walk needs two or more, such as --seeds 1,5,9");
        return engine().interpolate(o);
      });
}

}  // namespace wgan
