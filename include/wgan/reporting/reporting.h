#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wgan/files/files.h"
#include "wgan/report_page/report_page.h"
#include "wgan/run/facts.h"

/// Reports of runs, from what their folders hold.
namespace wgan {

/// What a run that writes its own report knows without reading its state.
struct OwnReport {
  RunFacts facts;
  bool ended = false;
};

/// Reads a run, also one that is still going on, or was cut off; `own` if it is this process' own.
/// `bytes` is about how much its pictures may take: sheets beyond that are left out evenly and
/// packed more tightly. Throws Error(kUsage) if the folder holds no run.
ReportRun read_report(const Path& folder, double bytes, const std::optional<OwnReport>& own = {});

/// Writes the report of some runs, at most 10 MB of it pictures. A full disk is not waited for.
/// Throws like `read_report`, and Error(kDisk).
void write_report(const std::vector<Path>& runs, const Path& file,
                  const std::optional<OwnReport>& own = {});

}  // namespace wgan
