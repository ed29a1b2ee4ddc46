#include <memory>

#include "command.h"
#include "engine_loader.h"
#include "wgan/files.h"
#include "wgan/text.h"

namespace wgan {

Command export_command() {
  auto o = std::make_shared<ExportOptions>();
  return {"data export",
          "Write the drawn demo creatures as PNG files",
          "  wgan data export demo --count 1000 --out creatures/\n",
          "source",
          [o] { return export_flags(*o); },
          [o](const std::vector<Assignment>& typed) {
            assign_all(export_flags(*o), typed);
            if (o->source != "demo") {
              throw Error(ExitCode::kUsage,
                          cat("data export ", o->source.empty() ? "''" : escaped(o->source),
                              ": expected demo, the one set that is built in"));
            }
            if (o->out.empty())
              throw Error(ExitCode::kUsage, "--out is missing: name a new or empty folder");
            if (!is_new_or_empty(o->out))
              throw Error(ExitCode::kUsage, cat("--out ", escaped(o->out),
                                                ": the folder is not empty; name a new one"));
            return engine().export_pictures(*o);
          }};
}

}  // namespace wgan
