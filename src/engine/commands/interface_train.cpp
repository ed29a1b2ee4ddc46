#include <exception>

#include "training_session.h"
#include "wgan/commands/errors.h"
#include "wgan/run/metrics_csv.h"
#include "wgan/text/text.h"
#include "wgan/wgan.h"

namespace wgan {

TrainedRun train(const TrainingFlags& flags,
                 const std::function<bool(const TrainingRow& row)>& on_row) {
  set_console_style({.quiet = true});
  std::exception_ptr thrown;  // by on_row: the run is saved before it goes on its way
  const TrainedRun trained = with_errors_of_one_line([&] {
    constexpr const char* kSource = "wgan::train";
    Assignments typed;
    for (const auto& [flag, value] : flags) typed.push_back({flag, value, kSource});
    Train request;
    request.take(typed);
    if (request.settings.options.dry_run)
      throw Error(ExitCode::kUsage, cat(kSource, ": --dry-run prints to stdout; use wgan train"));
    bool ends = false;
    TrainingHost host{.stop = [&] { return ends ? std::optional(Ending::kCaller) : std::nullopt; }};
    host.row = [&](const MetricsRow& row, int64_t steps) {
      if (!on_row) return;
      TrainingRow told{.step = row.step, .steps = steps};
      for (const MetricsValue& value : values_of(row))
        told.values[std::string(value.column)] = value.value;
      try {
        ends = !on_row(told);
      } catch (...) {
        thrown = std::current_exception();
        ends = true;
      }
    };
    Console console;
    const TrainingOutcome run = start_training(request, console, host);
    return TrainedRun{run.folder.root, run.step, run.step >= run.steps};
  });
  if (thrown) std::rethrow_exception(thrown);
  return trained;
}

}  // namespace wgan
