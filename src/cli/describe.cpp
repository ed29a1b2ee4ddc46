#include <algorithm>
#include <array>

#include "command.h"
#include "engine_loader.h"

namespace wgan {
namespace {

constexpr const char* kSvg = "svg";

/// Flags of train beside those of its group "Network" that networks follow from.
constexpr std::array kOthers{"data",   "size",   "channels", "loss", "semi",
                             "config", "preset", "resume",   "force"};

bool shapes_networks(const Flag& flag) {
  if (flag.name == "init" || flag.name == "latent-law") return false;  // same layers whatever it is
  return flag.group == "Network" ||
         std::find(kOthers.begin(), kOthers.end(), flag.name) != kOthers.end();
}

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
            std::erase_if(flags, [](const Flag& flag) { return !shapes_networks(flag); });
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
