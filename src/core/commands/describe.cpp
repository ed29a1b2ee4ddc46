#include "wgan/commands/describe.h"

#include "wgan/commands/train.h"

namespace wgan {
namespace {

constexpr const char* kSvg = "svg";

}  // namespace

Flags Describe::flags() {
  Flags flags = train_flags(settings.options);
  std::erase_if(flags, [](const Flag& flag) { return !flag.shapes_networks; });
  flags.insert(flags.begin(), {.name = kSvg,
                               .field = &svg,
                               .group = "Drawing",
                               .metavar = "FILE",
                               .help = "Write a diagram of both networks to an SVG file"});
  return flags;
}

void Describe::take(const Assignments& typed) {
  Assignments others;
  for (const Assignment& a : typed) {
    if (a.flag == kSvg) svg = a.value;
    else others.push_back(a);
  }
  check_kind(kSvg, svg, "svg");
  others.push_back({"dry-run", "true", "describe"});  // it needs no pictures
  settings = settings_of(others);
}

}  // namespace wgan
