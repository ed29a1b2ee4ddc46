#include "wgan/commands/compare.h"

#include "wgan/options/stop_rules.h"
#include "wgan/text/text.h"

namespace wgan {

Flags Compare::flags() {
  return with_machine(
      device, threads,
      {{.name = "run",
        .field = Paths{&runs},
        .group = "Runs",
        .metavar = "RUN",
        .help = "Folder of a run, or a folder that holds runs; repeatable"},
       {.name = "metric",
        .field = &metric,
        .group = "Comparison",
        .help = "Metric of metrics.csv by which to compare",
        .choices = ranking_names()},
       {.name = "out",
        .field = &out,
        .group = "Comparison",
        .metavar = "FILE|DIR/|none",
        .help = "PNG file for a sheet with a row of samples for each run; DIR/ for comparison.png "
                "in that folder"},
       json_flag(json)});
}

void Compare::take(const Assignments& typed) {
  assign_all(flags(), typed);
  if (runs.empty())
    throw Error(ExitCode::kUsage,
                "no run named: give folders of runs, such as runs/000-demo-r3 runs/001-demo-clip");
  check_picture_name(out);
}

}  // namespace wgan
