#pragma once

#include "wgan/commands/model_command.h"
#include "wgan/text/text.h"

namespace wgan {

/// Writes a page about runs.
struct Report {
  static constexpr CommandText kText{
      "report", "Write a page about one or several runs: samples, curves, settings",
      "  wgan report runs/000-demo-r3   runs/000-demo-r3/report.html\n"
      "  wgan report runs/000-a runs/001-b --out both.html\n",
      "run"};
  static constexpr bool kInEngine = true;

  std::vector<std::string> runs;
  std::string out;

  Flags flags() {
    return {
        {.name = "run",
         .field = Paths{&runs},
         .group = "Runs",
         .metavar = "RUN",
         .help = "Folder of a run, or a folder that holds runs; repeatable"},
        {.name = "out",
         .field = &out,
         .group = "Page",
         .metavar = "FILE",
         .help = "Page to write, which needs no other file and no network (default: report.html "
                 "in the folder of a single run, else in the working folder)"}};
  }

  void take(const Assignments& typed) {
    assign_all(flags(), typed);
    if (runs.empty())
      throw Error(ExitCode::kUsage, "no run named: give folders of runs, such as runs/000-demo-r3");
    if (!out.empty() && !out.ends_with(".html"))
      throw Error(ExitCode::kUsage,
                  cat("--out ", escaped(out), ": it is a page, so let its name end in .html"));
  }

  ExitCode run() const;
};

}  // namespace wgan
