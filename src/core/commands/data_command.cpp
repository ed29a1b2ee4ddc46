#include "wgan/commands/data_command.h"

#include "wgan/commands/data_export.h"
#include "wgan/text/text.h"

namespace wgan {

void need_data(const SourceOptions& source, const char* command) {
  if (source.paths.empty())
    throw Error(ExitCode::kUsage, cat("no pictures named: wgan data ", command, " DIR"));
}

void DataExport::take(const Assignments& typed) {
  assign_all(flags(), typed);
  if (source != "demo") {
    throw Error(ExitCode::kUsage, cat("data export ", source.empty() ? "''" : escaped(source),
                                      ": expected demo, the one set that is built in"));
  }
  need_new_folder(out);
}

}  // namespace wgan
