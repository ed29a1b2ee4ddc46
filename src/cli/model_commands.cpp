#include <algorithm>
#include <memory>

#include "command.h"
#include "engine_loader.h"
#include "wgan/text.h"

namespace wgan {
namespace {

constexpr int64_t kOfEachClass = 8;

void need_model(const std::string& checkpoint) {
  if (checkpoint.empty())
    throw Error(ExitCode::kUsage,
                "--ckpt is missing: name the g.pt of a run, such as runs/000-demo-gp/g.pt");
}

}  // namespace

Command sample_command() {
  return command_of(
      "sample", "Make pictures with a trained generator",
      "  wgan sample --ckpt g.pt -n 64                 samples.png, an 8x8 grid\n"
      "  wgan sample --ckpt g.pt -n 1000 --files new/  single pictures new/seed0000.png …\n"
      "  wgan sample --ckpt g.pt -n 1 --seed 42        the one picture of seed 42\n",
      "", sample_flags, [](SampleOptions& o, const Assignments& typed) {
        need_model(o.model.checkpoint);
        check_kind("out", o.out, "png");
        const bool counted = std::any_of(typed.begin(), typed.end(),
                                         [](const Assignment& a) { return a.flag == "n"; });
        if (o.class_name == kAllClasses && !counted) o.count = kOfEachClass;
        return engine().sample(o);
      });
}

Command interpolate_command() {
  return command_of(
      "interpolate", "Walk between points of the latent space",
      "  wgan interpolate --ckpt g.pt                  interpolation.png, eight walks of ten "
      "pictures\n"
      "  wgan interpolate --ckpt g.pt --seeds 1,5,9 --steps 60 --out walk/\n",
      "", interpolate_flags, [](InterpolateOptions& o, const Assignments&) {
        need_model(o.model.checkpoint);
        if (!o.out.ends_with('/')) check_kind("out", o.out, "png");
        if (o.seeds.size() == 1)
          throw Error(ExitCode::kUsage,
                      "--seeds names one point; a walk needs two or more, such as --seeds 1,5,9");
        return engine().interpolate(o);
      });
}

}  // namespace wgan
