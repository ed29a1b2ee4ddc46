#include "train_answer.h"

#include <cmath>
#include <iostream>

#include "wgan/commands/command.h"
#include "wgan/distributed/process_group.h"
#include "wgan/run/json_log.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Returns where the run's folder is after this error.
RunFolder folder_after(const Error& error, const Run& run) {
  const auto* moved = dynamic_cast<const FolderMoved*>(&error);
  return moved ? RunFolder{moved->now()} : run.folder();
}

}  // namespace

void print_answer(const RunFolder& folder, int64_t step, int64_t steps, const TrainOptions& o) {
  const bool reported = o.report == "on" && is_there(folder.report());
  if (o.json) {
    JsonLog::Fields answer{{"run", folder.root.string()},
                           {"step", step},
                           {"steps", steps},
                           {"samples", folder.samples(step).string()},
                           {"model", folder.model().string()}};
    if (reported) answer.emplace_back("report", folder.report().string());
    std::cout << json_object(answer) << std::endl;
    return;
  }
  const std::string program = program_name();
  std::cout << "samples  " << escaped(folder.samples(step).string()) << "\nmodel    "
            << escaped(folder.model().string()) << "\nrun      " << escaped(folder.root.string())
            << (reported ? cat("\nreport   ", escaped(folder.report().string())) : "")
            << "\nnext     " << program << " sample --ckpt " << shell_word(folder.model())
            << " -n 64\n         ";
  if (step < steps) std::cout << program << " train --resume " << shell_word(folder.root) << "\n";
  else std::cout << program << " interpolate --ckpt " << shell_word(folder.model()) << "\n";
  std::cout.flush();
}

std::string nothing_left(const TrainOptions& o, const Progress& p, int64_t pictures) {
  const std::string further =
      cat("; --", o.epochs ? "epochs" : "steps", " with a larger number goes further");
  const int64_t epochs = p.step_images / pictures;
  if (o.epochs > 0 && epochs > o.epochs)
    return cat("this run is past epoch ", grouped(o.epochs), ": it has trained for ",
               grouped(epochs), further);
  if (o.epochs == 0 && p.step > o.steps)
    return cat("this run is past step ", grouped(o.steps), ": it stands at step ", grouped(p.step),
               further);
  return cat("this run is complete at step ", grouped(p.step), further);
}

std::string ending_text(Ending ending, const Progress& progress) {
  const std::string at = cat("at step ", progress.step, " after ",
                             duration(std::round(progress.seconds)), " of training");
  switch (ending) {
    case Ending::kDone:
      return cat("finished ", at);
    case Ending::kRule:
      return cat("stopped by --stop-when ", at);
    case Ending::kCaller:
      return cat("stopped by its caller ", at);
    case Ending::kTimeLimit:
      return cat("time limit reached ", at);
    case Ending::kInterrupted:
      return cat("interrupted; saved ", at);
    case Ending::kTerminated:
      return cat("terminated; saved ", at);
    case Ending::kHungUp:
      return cat("hung up; saved ", at);
  }
  return {};
}

ExitCode exit_code(Ending ending) {
  switch (ending) {
    case Ending::kInterrupted:
      return ExitCode::kInterrupted;
    case Ending::kTerminated:
      return ExitCode::kTerminated;
    case Ending::kHungUp:
      return ExitCode::kHungUp;
    default:
      return ExitCode::kDone;
  }
}

void save_after(const Error& error, Run& run) {
  try {
    run.name_bad_pictures();
  } catch (const Error&) {  // the log may be on the full disk
  }
  // After bad pictures, a moved folder or a lost rank the networks are sound, so what they have
  // learnt since the last save is kept. After a disk error it is not saved: the row or the pictures
  // of this step may be missing.
  const bool moved = dynamic_cast<const FolderMoved*>(&error) != nullptr;
  const auto* lost = dynamic_cast<const PeerLost*>(&error);
  const bool sound = error.code() == ExitCode::kData || moved || (lost && lost->sound());
  if (!sound) return;
  try {
    run.save();
  } catch (const Error&) {
  }
}

std::string failure_text(const Error& error, const Run& run) {
  std::string message = error.what();
  const ExitCode code = error.code();
  if (code != ExitCode::kDisk && code != ExitCode::kData && code != ExitCode::kPeer) return message;
  std::error_code unknown;
  const RunFolder folder = folder_after(error, run);
  const bool saved = run.saved_step() >= 0;
  if (saved && std::filesystem::exists(folder.state(), unknown))
    return cat(message, "; the state of step ", run.saved_step(), " is in ",
               escaped(folder.root.string()), ", --resume goes on from it");
  return message + (saved ? "; what it had saved is gone" : "; nothing was saved yet");
}

}  // namespace wgan
