#include "wgan/commands/lab.h"

#include <algorithm>

#include "wgan/text/text.h"

namespace wgan {
namespace {

std::vector<std::string> experiments_and_lists() {
  std::vector<std::string> names = ExperimentList::names();
  names.insert(names.end(), {Lab::kAll, Lab::kList});
  return names;
}

bool has(std::initializer_list<const char*> flags, std::string_view flag) {
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

/// Returns why a flag changes nothing in an experiment; empty if it does.
std::string why_unused(const std::string& flag, const std::string& experiment, bool with_run) {
  std::vector<std::string> having;
  bool here = false, here_with_run = false;
  ExperimentList::for_each([&]<typename Experiment>() {
    const bool usually = has(Experiment::kFlags, flag), looking = has(Experiment::kRunFlags, flag);
    if (usually || looking) having.emplace_back(Experiment::kName);
    if (experiment != Experiment::kName) return;
    here = usually, here_with_run = looking;
  });
  if (flag == "run") here_with_run = here;
  if (flag == "quick") here = true;
  if (with_run ? here_with_run : here) return "";
  if (here_with_run) return cat(experiment, " takes it with --run only");
  if (here) return cat(experiment, " takes the networks of --run as they are");
  return cat("it is for ", join(having, ", "));
}

}  // namespace

Flags Lab::flags() {
  const auto only_for = [this](const char* flag) {
    return [this, flag] { return why_unused(flag, experiment, !options.run.empty()); };
  };
  const auto not_for_list = [this]() -> std::string {
    return experiment == kList ? "list runs nothing" : "";
  };
  Flags flags{
      {.name = "experiment",
       .field = &experiment,
       .group = "Experiment",
       .help = "The experiment, all of them as a page, or a list of them",
       .choices = experiments_and_lists()},
      {.name = "seed",
       .field = &options.seed,
       .group = "Experiment",
       .metavar = "S",
       .help = "Seed of everything that is drawn at random; the same seed gives the same numbers",
       .unused = not_for_list},
      {.name = "quick",
       .field = &options.quick,
       .group = "Experiment",
       .help = "Train for few steps, so that what is learnt is coarse",
       .unused = [this, not_for_list]() -> std::string {
         return options.run.empty() ? not_for_list() : why_unused("quick", experiment, true);
       }},
      {.name = "steps",
       .field = &options.steps,
       .group = "Experiment",
       .metavar = "N",
       .help = "Steps of the players; 0 for the experiment's own",
       .most = 1e6,
       .unused = only_for("steps")},
      {.name = "run",
       .field = &options.run,
       .group = "Experiment",
       .metavar = "RUN",
       .help = "Look at the networks of this run instead",
       .unused = only_for("run")},
      {.name = "data",
       .field = Paths{&source.paths},
       .group = "Experiment",
       .metavar = "PATH",
       .help = "Pictures to train on: whatever wgan train takes (default: demo)",
       .unused = [this, of_one = only_for("data")]() -> std::string {
         return experiment == kAll ? "" : of_one();
       }},
      {.name = "eta",
       .field = &options.eta,
       .group = "Experiment",
       .metavar = "R",
       .help = "Rate of the players' steps",
       .most = 10,
       .positive = true,
       .unused = only_for("eta")},
      {.name = "theta",
       .field = Numbers{&options.theta},
       .group = "Experiment",
       .metavar = "A,B,…",
       .help = "Distances of the two lines",
       .least = -100,
       .most = 100,
       .unused = only_for("theta")},
      {.name = "from",
       .field = Numbers{&options.p},
       .group = "Experiment",
       .metavar = "A,B,…",
       .help = "Masses of the first histogram's bins",
       .least = -1e18,
       .unused = only_for("from")},
      {.name = "to",
       .field = Numbers{&options.q},
       .group = "Experiment",
       .metavar = "A,B,…",
       .help = "Masses of the second histogram's bins",
       .least = -1e18,
       .unused = only_for("to")},
      {.name = "out",
       .field = &out,
       .group = "Output",
       .metavar = "DIR",
       .help = "Folder for the plots as PNG and SVG, the tables as CSV and, with all, index.html",
       .unused = not_for_list},
      {.name = "csv",
       .field = &csv,
       .group = "Output",
       .metavar = "FILE",
       .help = "File for the table instead of NAME.csv in --out",
       .unused = [this, not_for_list]() -> std::string {
         return experiment == kAll ? "all writes a table for each experiment" : not_for_list();
       }}};
  flags.push_back(json_flag(json));
  flags.push_back(threads_flag(threads));
  return flags;
}

void Lab::take(const Assignments& typed) {
  assign_all(flags(), typed);
  if (experiment.empty())
    throw Error(ExitCode::kUsage,
                cat("no experiment named: wgan lab NAME, where NAME is one of ",
                    join(ExperimentList::names(), ", "), ", or all; wgan lab list describes them"));
  if (out.empty()) throw Error(ExitCode::kUsage, "--out is empty: name a folder");
}

}  // namespace wgan
