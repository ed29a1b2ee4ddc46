#include "command.h"
#include "engine_loader.h"

namespace wgan {
namespace {

constexpr const char* kSvg = "svg";

ExitCode run(const Assignments& typed) {
  std::string svg;
  Assignments others;
  for (const Assignment& a : typed) {
    if (a.flag == kSvg) svg = a.value;
    else others.push_back(a);
  }
  check_kind(kSvg, svg, "svg");
  others.push_back({"dry-run", "true", "describe"});  // it needs no pictures
  return engine().describe(settled(others), svg);
}

}  // namespace

Command describe_command() {
  struct Fields {
    TrainOptions train;
    std::string svg;
  };
  auto fields = std::make_shared<Fields>();
  return {"describe",
          "Print the layers of the networks that these settings of train make, and draw them",
          "  wgan describe --arch pokemon --size 128 --loss clip\n"
          "  wgan describe --preset seed-pokemon --svg networks.svg\n",
          "",
          [fields] {
            Flags flags = train_flags(fields->train);
            flags.insert(flags.begin(), {.name = kSvg,
                                         .field = &fields->svg,
                                         .group = "Drawing",
                                         .metavar = "FILE",
                                         .help = "Draw both networks into an SVG file"});
            return flags;
          },
          run};
}

}  // namespace wgan
