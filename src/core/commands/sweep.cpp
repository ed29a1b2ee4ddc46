#include "wgan/commands/sweep.h"

#include <algorithm>
#include <cmath>
#include <iostream>

#include "wgan/commands/train.h"
#include "wgan/files/files.h"
#include "wgan/machine/child.h"
#include "wgan/machine/machine.h"
#include "wgan/run/metrics_csv.h"
#include "wgan/run/run_folder.h"
#include "wgan/sweep/grid.h"
#include "wgan/sweep/ledger.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr const char* kSweeps = "sweeps";  // in the working directory

void say(const std::string& message) { std::cerr << shown(message) << std::endl; }

/// Throws Error(kUsage), naming the run, if `train` would refuse its flags.
TrainSettings settled(const Grid& grid, const GridRun& run) {
  try {
    return settings_of(grid.assignments(run));
  } catch (const Error& error) {
    if (run.varied.empty()) throw;
    throw Error(error.code(), cat(run.name, ": ", error.what()));
  }
}

/// Throws Error(kData) for a source of pictures that is not there, which would fail in every run.
void check_data(const TrainOptions& o) {
  for (const std::string& path : o.data.source.paths) {
    if (path != "demo" && !is_there(path))
      throw Error(ExitCode::kData, cat("--data ", escaped(path), ": there is no such folder"));
  }
}

/// Returns how often the runs measure their samples. A run on its own is trained for its pictures,
/// one of a sweep for its numbers; a short one needs some too.
std::string checks_of(const Grid& grid) {
  constexpr const char* kShare = "15%";
  constexpr int64_t kShort = 5000, kChecks = 8;
  const TrainOptions o = settled(grid, grid.runs()[0]).options;
  const bool is_short = o.epochs == 0 && o.steps <= kShort;
  return is_short ? std::to_string(std::max<int64_t>(1, o.steps / kChecks)) : kShare;
}

/// Trains the runs that are not done yet.
class SweepRunner {
 public:
  SweepRunner(const Grid& grid, const Path& folder, int64_t jobs)
      : grid_(grid),
        folder_(folder),
        jobs_(static_cast<size_t>(jobs)),
        ledger_(folder),
        children_(jobs == 1 ? Shared::kStderr : Shared::kNothing) {}

  /// Returns the signal that ended it early, if there was one.
  std::optional<int> run() {
    const auto& runs = grid_.runs();
    for (size_t next = 0;;) {
      while (next < runs.size() && children_.running() < jobs_ && !children_.interrupted()) {
        start(runs[next], next + 1);
        ++next;
      }
      if (children_.running() == 0) return children_.interrupted();
      take(children_.wait());
    }
  }

  const Ledger& ledger() const { return ledger_; }

 private:
  void start(const GridRun& run, size_t number) {
    if (ledger_.is_done(run.name)) return;
    const auto arguments = arguments_for(run);
    if (!arguments) return ledger_.write(run.name, 0);
    say(cat("run ", number, " of ", grid_.runs().size(), ": ", run.name));
    started_[children_.start(*arguments)] = run.name;
  }

  /// Returns the arguments that begin or resume a run; nothing if its time is up.
  std::optional<std::vector<std::string>> arguments_for(const GridRun& run) const {
    const RunFolder folder{folder_ / run.name};
    std::vector<std::string> words{"train"};
    if (is_there(folder.settings())) {
      words.push_back(cat("--resume=", folder.root.string()));
      if (const double limit = settled(grid_, run).options.time_limit; limit > 0) {
        const double left = limit - seconds_of(folder);
        if (left <= 0) return std::nullopt;
        words.push_back(cat("--time-limit=", exact(left), "s"));
      }
    } else {
      const auto flags = grid_.arguments(run);
      words.insert(words.end(), flags.begin(), flags.end());
      words.push_back(cat("--out=", folder.root.string()));
    }
    if (jobs_ > 1 && !is_typed(grid_.assignments(run), "threads"))
      words.push_back(
          cat("--threads=", std::max<int64_t>(1, default_threads() / static_cast<int64_t>(jobs_))));
    return words;
  }

  /// Returns how long a run has trained.
  static double seconds_of(const RunFolder& run) {
    if (!is_there(run.metrics())) return 0;
    const auto rows = read_metrics(run.metrics());
    return rows.empty() ? 0 : rows.back().seconds;
  }

  void take(const ChildEnd& end) {
    const std::string name = started_.at(end.child);
    if (children_.interrupted() && end.code != 0) return;  // saved, to be resumed
    ledger_.write(name, end.code);
    if (end.code == 0) {
      if (jobs_ > 1) say(cat("done: ", name));
      return;
    }
    const auto lines = lines_of(end.messages);
    say(cat("failed: ", name, " with exit code ", end.code,
            lines.empty() ? "" : cat(": ", lines.back())));
  }

  const Grid& grid_;
  Path folder_;
  size_t jobs_;
  Ledger ledger_;
  Children children_;
  std::map<pid_t, std::string> started_;
};

/// Prints the comparison of the runs that are done. Returns its exit code.
int compare(const std::vector<std::string>& runs, const Path& folder, bool json) {
  std::vector<std::string> words{"compare", cat("--out=", folder.string(), "/")};
  if (json) words.emplace_back("--json");
  for (const std::string& run : runs) words.push_back(cat("--run=", (folder / run).string()));
  std::cout.flush();
  Children children(Shared::kBoth);
  children.start(words);
  return children.wait().code;
}

}  // namespace

Flags Sweep::own_flags() {
  return {
      {.name = "out",
       .field = &out,
       .group = "Sweep",
       .metavar = "DIR",
       .help = "New or empty folder for the runs (default: the next sweeps/NNN-<data>)"},
      {.name = "resume",
       .field = &resume,
       .group = "Sweep",
       .metavar = "DIR",
       .help = "Go on with the sweep in that folder: runs that are done stay, others continue"},
      {.name = "jobs",
       .field = &jobs,
       .group = "Sweep",
       .metavar = "N",
       .help = "Runs at the same time; each gets its part of the cores, unless --threads says "
               "otherwise",
       .least = 1,
       .most = 1024},
      {.name = "dry-run", .field = &dry_run, .group = "Sweep", .help = "List the runs, then exit"},
      {.name = "json", .field = &json, .group = "Sweep", .help = "Print the comparison as JSON"}};
}

Flags Sweep::flags() {
  Flags all = own_flags();
  for (const Flag& flag : train_flags(named_)) {
    const auto same = [&](const Flag& own) { return own.name == flag.name; };
    if (std::none_of(all.begin(), all.end(), same) && flag.name != "allow-change")
      all.push_back(flag);
  }
  return all;
}

void Sweep::take(const Assignments& typed) {
  const Flags own = own_flags();
  Assignments for_sweep;
  for (const Assignment& a : typed) {
    const auto same = [&](const Flag& flag) { return flag.name == a.flag; };
    (std::any_of(own.begin(), own.end(), same) ? for_sweep : grid).push_back(a);
  }
  assign_all(own, for_sweep);
  if (is_typed(typed, "resume")) {
    const Path flags = Path(resume) / Ledger::kFlags;
    if (!grid.empty() || !out.empty())
      throw Error(ExitCode::kUsage,
                  cat("--resume goes on with the settings of the sweep; leave out ",
                      dashed(grid.empty() ? "out" : grid[0].flag), ", or begin a new sweep"));
    if (!is_there(flags))
      throw Error(ExitCode::kUsage, cat("--resume ", escaped(resume),
                                        ": it is no folder of a "
                                        "sweep; name one such as sweeps/000-demo"));
    grid = parse_flag_lines(read_text_file(flags), flags.string());
  } else if (!out.empty()) {
    if (!is_new_or_empty(out))
      throw Error(ExitCode::kUsage, cat("--out ", escaped(out),
                                        ": the folder is not empty; name a new one, or go on with "
                                        "a sweep by --resume"));
  }
  if (resume.empty() && !is_typed(grid, "evaluate-every") && !is_typed(grid, "best"))
    grid.push_back({"evaluate-every", checks_of(Grid(grid)), "sweep"});
  const Grid all(grid);
  for (const GridRun& one : all.runs()) settled(all, one);
}

ExitCode Sweep::run() const {
  const Grid all(grid);
  if (dry_run) {
    for (const GridRun& one : all.runs()) std::cout << one.name << "\n";
    return ExitCode::kDone;
  }
  const TrainOptions first = settled(all, all.runs()[0]).options;
  check_data(first);
  Path folder = resume.empty() ? Path(out) : Path(resume);
  if (folder.empty()) folder = make_numbered_folder(kSweeps, name_of_data(first.data.source.paths));
  make_folder(folder);
  const FolderLock lock(folder);
  if (resume.empty()) write_atomically(folder / Ledger::kFlags, all.lines());
  say(cat(all.runs().size(), all.runs().size() == 1 ? " run in " : " runs in ", folder.string()));

  SweepRunner runner(all, folder, jobs);
  const auto signal = runner.run();
  const std::string again = cat(program_name(), " sweep --resume ", shell_word(folder.string()));
  if (signal) {
    say(cat("interrupted; ", again, " goes on"));
    return static_cast<ExitCode>(128 + *signal);
  }
  std::vector<std::string> done, failed;
  for (const GridRun& one : all.runs())
    (runner.ledger().is_done(one.name) ? done : failed).push_back(one.name);
  int code = 0;
  if (!done.empty() && first.best != "none") code = compare(done, folder, json);
  if (!failed.empty())
    throw Error(ExitCode::kFailed, cat(failed.size(), " of ", all.runs().size(), " runs failed: ",
                                       some_of(failed), "; ", again, " tries them again"));
  return static_cast<ExitCode>(code);
}

}  // namespace wgan
