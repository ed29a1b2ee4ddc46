#include "wgan/commands/runs.h"

#include <chrono>
#include <iostream>
#include <optional>

#include "wgan/comparison/comparison.h"
#include "wgan/options/settings.h"
#include "wgan/run/about.h"
#include "wgan/run/metrics_csv.h"
#include "wgan/run/run_folder.h"
#include "wgan/text/json.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// A run as the list shows it.
struct ListedRun {
  Path folder;
  std::string state;  // "running", "finished", …
  std::string loss;
  int64_t step = 0, images = 0;
  std::optional<int64_t> steps;
  std::optional<double> epochs;  // passes over the pictures; none for a run of an older version
  double seconds = 0;            // of training
  std::optional<double> age;     // seconds since the folder's newest row
  std::string metric;            // by which the run is judged; empty for none
  std::optional<double> best;
  int64_t best_step = 0;
};

/// Returns how the run ended, by the last line of its log that says so.
std::string state_of(const RunFolder& folder) {
  if (is_running(folder.root)) return "running";
  constexpr std::pair<const char*, const char*> kEndings[] = {
      {": finished at step ", "finished"},      {": stopped by --stop-when ", "stopped by rule"},
      {": stopped by its caller ", "stopped"},  {": time limit reached ", "time limit"},
      {": interrupted; saved ", "interrupted"}, {": terminated; saved ", "terminated"},
      {": hung up; saved ", "hung up"},         {": stopped: ", "failed"},
      {": training from step ", "cut off"},     {": resuming at step ", "cut off"}};
  if (!is_there(folder.log())) return "empty";
  const std::vector<std::string> lines = lines_of(read_file(folder.log()));
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    for (const auto& [text, state] : kEndings) {
      if (line->find(text) != std::string::npos) return state;
    }
  }
  return "empty";
}

ListedRun listed(const Path& path) {
  const RunFolder folder{path};
  ListedRun run{.folder = path, .state = state_of(folder)};
  const TrainOptions o =
      read_settings(read_text_file(folder.settings()), folder.settings().string());
  run.loss = o.loss.name;
  if (o.epochs == 0) run.steps = o.steps;
  if (o.best != "none") run.metric = o.best;
  if (!is_there(folder.metrics())) return run;
  for (const MetricsRow& row : read_metrics(folder.metrics())) {
    run.step = row.step, run.images = row.images, run.seconds = row.seconds;
    run.epochs = row.epoch;
    const auto value = measured_in(row, run.metric);
    if (!value || (run.best && *run.best <= *value)) continue;
    run.best = value, run.best_step = row.step;
  }
  std::error_code unknown;
  const auto written = std::filesystem::last_write_time(folder.metrics(), unknown);
  if (!unknown)
    run.age = std::chrono::duration<double>(std::filesystem::file_time_type::clock::now() - written)
                  .count();
  return run;
}

std::string to_json(const std::vector<ListedRun>& runs) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const ListedRun& run : runs) {
    nlohmann::ordered_json json{{"folder", run.folder.string()},
                                {"state", run.state},
                                {"loss", run.loss},
                                {"step", run.step},
                                {"images", run.images},
                                {"seconds", run.seconds}};
    if (run.steps) json["steps"] = *run.steps;
    if (run.epochs) json["epochs"] = *run.epochs;
    if (run.age) json["age"] = *run.age;
    if (run.best)
      json["best"] = {{"metric", run.metric}, {"value", *run.best}, {"step", run.best_step}};
    all.push_back(json);
  }
  return json_text({{"version", 1}, {"runs", all}});
}

std::string to_text(const std::vector<ListedRun>& runs) {
  std::vector<std::vector<std::string>> rows{
      {"run", "state", "loss", "step", "pictures", "epochs", "trained", "last row", "best"}};
  for (const ListedRun& run : runs)
    rows.push_back(
        {escaped(run.folder.string()), run.state, run.loss,
         run.steps ? cat(grouped(run.step), "/", grouped(*run.steps)) : grouped(run.step),
         grouped(run.images), run.epochs ? printed("%.1f", *run.epochs) : "–",
         rough_duration(run.seconds),
         run.age ? cat(rough_duration(std::max(0.0, *run.age)), " ago") : "–",
         run.best ? cat(run.metric, " ", short_number(*run.best), " at ", grouped(run.best_step))
                  : "–"});
  return aligned(rows);
}

}  // namespace

ExitCode Runs::run() const {
  std::vector<ListedRun> runs;
  for (const Path& folder : runs_in(folders)) {
    try {
      runs.push_back(listed(folder));
    } catch (const Error& error) {
      runs.push_back({.folder = folder, .state = cat("unreadable: ", error.what())});
    }
  }
  std::cout << (json ? to_json(runs) : to_text(runs));
  return ExitCode::kDone;
}

}  // namespace wgan
