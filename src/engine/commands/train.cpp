#include "wgan/commands/train.h"

#include <iostream>

#include "pictures.h"
#include "plan.h"
#include "signals.h"
#include "train_answer.h"
#include "train_checks.h"
#include "train_ranks.h"
#include "training_session.h"
#include "wgan/device/device.h"

namespace wgan {
namespace {

/// Prints what training with these settings would be.
ExitCode print_plan(TrainSettings settings, Console& console) {
  TrainOptions& o = settings.options;
  o.device = device_name(choose_device(o.device));
  o.threads = set_threads(o.threads);
  if (o.resume.empty()) check_out(o.out);
  for (const std::string& warning : settings.warnings) console.warn(warning);
  for (const std::string& note : settings.notes) console.info(note);
  look_at_pictures(o);
  std::cout << plan(settings);
  return ExitCode::kDone;
}

}  // namespace

ExitCode Train::run() const {
  Console console;
  const auto launch = launch_of(process_environment());
  if (settings.options.dry_run)
    return launch && launch->rank > 0 ? ExitCode::kDone : print_plan(settings, console);
  if (launch) return train_as_rank(*this, *launch);
  Signals signals;
  const TrainingOutcome run = start_training(*this, console,
                                             {.hold = [&] { signals.hold(); },
                                              .stop = [&] { return signals.received(); },
                                              .save_asked = [&] { return signals.save_asked(); }});
  print_answer(run.folder, run.step, run.steps, run.options);
  return run.ending ? exit_code(*run.ending) : ExitCode::kDone;
}

}  // namespace wgan
