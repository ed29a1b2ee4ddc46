#include <algorithm>
#include <memory>

#include "command.h"
#include "engine_loader.h"
#include "wgan/files/files.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

void need_data(const SourceOptions& source, const char* command) {
  if (source.paths.empty())
    throw Error(ExitCode::kUsage, cat("no pictures named: wgan data ", command, " DIR"));
}

void need_new_folder(const std::string& out) {
  if (out.empty()) throw Error(ExitCode::kUsage, "--out is missing: name a new or empty folder");
  if (!is_new_or_empty(out))
    throw Error(ExitCode::kUsage,
                cat("--out ", escaped(out), ": the folder is not empty; name a new one"));
}

}  // namespace

Command export_command() {
  return command_of("data export", "Write the drawn demo creatures as PNG files",
                    "  wgan data export demo --count 1000 --out creatures/\n", "source",
                    export_flags, [](ExportOptions& o, const Assignments&) {
                      if (o.source != "demo") {
                        throw Error(ExitCode::kUsage,
                                    cat("data export ", o.source.empty() ? "''" : escaped(o.source),
                                        ": expected demo, the one set that is built in"));
                      }
                      need_new_folder(o.out);
                      return engine().export_pictures(o);
                    });
}

Command check_command() {
  return command_of(
      "data check", "Look at every picture and say what is wrong and what to train with",
      "  wgan data check pokemon/                      exit 0 usable, 3 not; --strict: any "
      "warning is 3\n"
      "  wgan data check pokemon/ --json > check.json\n",
      "data", check_flags, [](CheckOptions& o, const Assignments&) {
        need_data(o.source, "check");
        return engine().check(o);
      });
}

Command show_command() {
  return command_of(
      "data show", "Draw a sheet of what the critic will see, before and after augmentation",
      "  wgan data show pokemon/ --size 64 --flip --shift-blank --out sheet.png\n"
      "  wgan data show cifar-10-batches-bin/ -n 64 --epochs 0      pictures with their "
      "classes\n",
      "data", show_flags, [](ShowOptions& o, const Assignments& typed) {
        need_data(o.data.source, "show");
        check_kind("out", o.out, "png");
        const bool says_alpha = std::any_of(typed.begin(), typed.end(),
                                            [](const auto& a) { return a.flag == "alpha"; });
        if (o.data.channels == 4 && !says_alpha) o.data.alpha = "keep";
        check_alpha(o.data);
        return engine().show(o);
      });
}

Command enrich_command() {
  return command_of(
      "data augment",
      "Write an enriched set: every picture, its mirror images, shifts and random copies",
      "  wgan data augment pokemon/ --flip --vflip --shift-blank --out enriched/\n"
      "  wgan data augment faces/ --flip --rotate 10 --copies 3 --out enriched/\n"
      "N pictures become N x (1 + flip + vflip + 4 shift-blank + copies), less the shifts of "
      "pictures\nthat have no blank margin on that side; each flag counts 1 if it is given.\n",
      "data", enrich_flags, [](EnrichOptions& o, const Assignments&) {
        need_data(o.source, "augment");
        if (!o.augment.any())
          throw Error(ExitCode::kUsage,
                      "nothing to do: name an augmentation such as --flip or --shift-blank");
        need_new_folder(o.out);
        return engine().enrich(o);
      });
}

}  // namespace wgan
