#include "wgan/commands/describe.h"

#include "wgan/commands/model_command.h"
#include "wgan/commands/train.h"

namespace wgan {
namespace {

constexpr const char *kSvg = "svg", *kJson = "json";

}  // namespace

Flags Describe::flags() {
  Flags flags = train_flags(settings.options);
  std::erase_if(flags, [](const Flag& flag) { return !flag.shapes_networks; });
  flags.insert(flags.begin(), {.name = kSvg,
                               .field = &svg,
                               .group = "Drawing",
                               .metavar = "FILE",
                               .help = "Write a diagram of both networks to an SVG file"});
  flags.push_back(json_flag(json));
  return flags;
}

void Describe::take(const Assignments& typed) {
  Assignments others;
  for (const Assignment& a : typed) {
    if (a.flag == kSvg) svg = a.value;
    else if (a.flag == kJson) assign(json_flag(json), a.value, a.source);
    else others.push_back(a);
  }
  check_kind(kSvg, svg, "svg");
  others.push_back({"dry-run", "true", "describe"});  // it needs no pictures
  settings = settings_of(others);
}

}  // namespace wgan
