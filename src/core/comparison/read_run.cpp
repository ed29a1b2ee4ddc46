#include <algorithm>

#include "wgan/base/error.h"
#include "wgan/comparison/comparison.h"
#include "wgan/options/flags.h"
#include "wgan/options/settings.h"
#include "wgan/run/facts.h"
#include "wgan/run/run_folder.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

bool is_run(const Path& folder) {
  std::error_code unknown;
  return std::filesystem::exists(RunFolder{folder}.settings(), unknown);
}

/// Returns the runs right inside a folder, by name.
std::vector<Path> runs_below(const Path& folder) {
  std::vector<Path> runs;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (is_run(entry->path())) runs.push_back(entry->path());
  }
  std::sort(runs.begin(), runs.end());
  return runs;
}

std::map<std::string, std::string> values_by_flag(TrainOptions options) {
  std::map<std::string, std::string> values;
  for (const Flag& flag : train_flags(options)) {
    if (flag.role != Role::kOnce && (!flag.unused || flag.unused().empty()))
      values[flag.name] = value_of(flag);
  }
  return values;
}

}  // namespace

std::vector<Path> runs_in(const std::vector<std::string>& paths) {
  std::vector<Path> runs;
  for (const std::string& path : paths) {
    const std::vector<Path> found = is_run(path) ? std::vector<Path>{path} : runs_below(path);
    if (found.empty())
      throw Error(ExitCode::kUsage,
                  cat(escaped(path),
                      " is neither a run nor a folder of runs; name folders such as "
                      "runs/000-demo-r3"));
    for (const Path& run : found) {
      const auto same = [&](const Path& other) {
        std::error_code unknown;
        return std::filesystem::equivalent(run, other, unknown);
      };
      if (std::any_of(runs.begin(), runs.end(), same))
        throw Error(ExitCode::kUsage, cat(escaped(run.string()), " is named twice"));
      runs.push_back(run);
    }
  }
  return runs;
}

RunRecord read_run(const Path& folder) {
  const RunFolder run{folder};
  const NewestState newest = newest_state(run);
  if (!newest.found) {
    if (!newest.passed_over.empty())
      throw Error(ExitCode::kModel, cat("no state is intact: ", newest.passed_over[0]));
    throw Error(ExitCode::kUsage, cat(escaped(folder.string()), " has not saved anything yet"));
  }
  const RunFacts facts = run_facts(newest.found->file.index.text, newest.found->path);
  RunRecord record{folder, {}, facts.pictures, !facts.changes.empty(), {}};
  record.settings =
      values_by_flag(read_settings(read_text_file(run.settings()), run.settings().string()));
  if (is_there(run.metrics())) record.rows = read_metrics(run.metrics());
  return record;
}

}  // namespace wgan
