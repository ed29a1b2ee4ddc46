#include "wgan/commands/report.h"

#include <iostream>

#include "wgan/comparison/comparison.h"
#include "wgan/reporting/reporting.h"
#include "wgan/run/run_folder.h"
#include "wgan/text/text.h"

namespace wgan {

ExitCode Report::run() const {
  constexpr size_t kMost = 50;  // runs on a page that can still be read
  const std::vector<Path> folders = runs_in(runs);
  if (folders.size() > kMost)
    throw Error(ExitCode::kUsage, cat("a page of ", folders.size(),
                                      " runs cannot be read; name at "
                                      "most ",
                                      kMost));
  const Path file = !out.empty()          ? Path(out)
                    : folders.size() == 1 ? RunFolder{folders[0]}.report()
                                          : Path("report.html");
  write_report(folders, file);
  std::cout << escaped(file.string()) << "\n";
  return ExitCode::kDone;
}

}  // namespace wgan
