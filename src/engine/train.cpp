#include <algorithm>
#include <chrono>
#include <iostream>

#include "commands.h"
#include "pictures.h"
#include "signals.h"
#include "wgan/device.h"
#include "wgan/sealed_file.h"
#include "wgan/text.h"
#include "wgan/training.h"

namespace wgan {
namespace {

using Clock = std::chrono::steady_clock;

/// What tells one set of prepared pictures from another.
std::string fingerprint(const PictureSet& set) {
  const std::string_view pixels(reinterpret_cast<const char*>(set.pixels.data()),
                                set.pixels.size());
  const std::string_view labels(reinterpret_cast<const char*>(set.labels.data()),
                                set.labels.size() * sizeof(int32_t));
  return cat(set.count(), " pictures, ", digest(cat(digest(pixels), digest(labels))));
}

/// A run that goes on must see the pictures that it began with: their order is a function of their
/// number.
void check_same_pictures(const Checkpoint& stored, const std::string& found,
                         const RunFolder& folder) {
  const auto before = stored.text.find("pictures");
  if (before != stored.text.end() && before->second != found) {
    throw Error(ExitCode::kData,
                cat("--resume ", escaped(folder.root.string()),
                    ": the pictures have changed since the run began (then ", before->second,
                    "; now ", found, "); restore them, or start a new run"));
  }
}

/// Throws Error(kData) if there are too few pictures to make a batch.
void check_enough(const PictureSet& pictures, const TrainOptions& o) {
  if (pictures.count() >= o.batch) return;
  throw Error(ExitCode::kData, cat("--data ", escaped(join(o.data.source.paths, ", ")), ": ",
                                   pictures.count(), " usable pictures (", pictures.skipped.size(),
                                   " skipped), and a batch takes ", o.batch,
                                   pictures.count() >= 2 ? cat("; use --batch ", pictures.count(),
                                                               " or less, or more pictures")
                                                         : "; more pictures are needed"));
}

/// A name a line.
std::string class_lines(const std::vector<std::string>& classes) {
  std::vector<std::string> lines;
  for (const std::string& name : classes) lines.push_back(escaped(name));
  return join(lines, "\n");
}

/// The folder's or file's own name; of several the first, and a sign that there are more.
std::string name_of_data(const std::vector<std::string>& paths) {
  return paths[0] + (paths.size() > 1 ? "-and-more" : "");
}

/// As one word for a shell.
std::string quoted(const Path& path) {
  const std::string text = path.string();
  return text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./+,:=@%") ==
                 std::string::npos
             ? text
             : cat("'", replaced(text, "'", "'\\''"), "'");
}

/// The answer on stdout: where things are, and what to type next.
void print_result(const RunFolder& folder, const TrainingState& state, int64_t steps) {
  const int64_t step = state.progress.step;
  std::cout << "samples  " << escaped(folder.samples(step).string()) << "\nmodel    "
            << escaped(folder.model().string()) << "\nrun      " << escaped(folder.root.string())
            << "\nnext     " << program() << " sample --ckpt " << quoted(folder.model())
            << " -n 64\n         ";
  if (step < steps) std::cout << program() << " train --resume " << quoted(folder.root) << "\n";
  else std::cout << program() << " interpolate --ckpt " << quoted(folder.model()) << "\n";
  std::cout.flush();
}

ExitCode exit_code(Ending ending) {
  if (ending == Ending::kInterrupted) return ExitCode::kInterrupted;
  return ending == Ending::kTerminated ? ExitCode::kTerminated : ExitCode::kDone;
}

std::string said(Ending ending, const TrainingState& state) {
  const std::string at = cat("at step ", state.progress.step, " after ",
                             duration(std::round(state.progress.seconds)), " of training");
  switch (ending) {
    case Ending::kDone:
      return cat("finished ", at);
    case Ending::kTimeLimit:
      return cat("time limit reached ", at);
    case Ending::kInterrupted:
      return cat("interrupted; saved ", at);
    case Ending::kTerminated:
      return cat("terminated; saved ", at);
  }
  return {};
}

}  // namespace

ExitCode run_train(const TrainSettings& wanted) {
  TrainSettings settings = wanted;
  TrainOptions& o = settings.options;
  const Device device = choose_device(o.device);
  o.device = device_name(device);
  o.threads = set_threads(o.threads);
  const bool resumes = !o.resume.empty();
  if (!resumes) check_out(o.out);
  if (o.dry_run) {
    if (!o.data.source.paths.empty())
      o.data.channels = natural_channels(*open_source(o.data.source, o.data.size), o.data);
    std::cout << plan(settings);
    return ExitCode::kDone;
  }

  Console console;
  RunFolder folder = resumes ? existing_run_folder(o.resume) : RunFolder{};
  std::optional<FolderLock> lock;
  if (resumes) lock.emplace(folder.root);
  const LoadedPictures loaded = load_pictures(o.data, o.threads, console);
  const PictureSet& pictures = loaded.set;
  check_enough(pictures, o);
  const View view(range_for(o.data.norm, pictures), o.data.diffaugment, device);
  Texts stored{{"pictures", fingerprint(pictures)},
               {"range", view.range().text()},
               {"classes", class_lines(loaded.classes)}};
  TrainingState state(o, device);
  const Signals signals;  // from here on there is something to save
  if (resumes) {
    const Checkpoint checkpoint = read_checkpoint(folder.state());
    check_same_pictures(checkpoint, stored["pictures"], folder);
    stored = checkpoint.text;
    state.restore(checkpoint, folder.state(), device);
    if (const int64_t steps = total_steps(o, pictures.count()); state.progress.step >= steps) {
      console.info(
          cat("this run is complete at step ", state.progress.step, "; --steps N goes further"));
      print_result(folder, state, steps);
      return ExitCode::kDone;
    }
  } else {
    folder = make_run_folder(o.out, name_of_data(o.data.source.paths), o.loss.name);
    lock.emplace(folder.root);
  }

  const auto loss = make_loss(o.loss);
  // A GPU leaves the processor free to prepare batches; else one thread keeps well ahead.
  const int64_t workers = device.is_cpu() ? 1 : std::clamp<int64_t>(o.threads / 2, 1, 4);
  Batches batches(pictures, {o.batch, o.data.augment, o.seed, state.progress.attempt, workers},
                  device, state.progress.images);
  Run run(settings, folder, state, batches, device, console, stored);
  if (!resumes) {
    for (const Skipped& skipped : pictures.skipped)
      console.note(cat("skipped ", escaped(skipped.name), ": ", skipped.reason));
    run.begin(pictures);
  }
  console.info(cat(resumes ? "resuming at" : "training from", " step ", state.progress.step, " of ",
                   run.steps(), " on ", o.device, ", ", o.threads,
                   o.threads == 1 ? " thread, in " : " threads, in ",
                   escaped(folder.root.string())));

  const auto start = Clock::now();
  const auto stop = [&]() -> std::optional<Ending> {
    if (const auto signal = signals.received()) return signal;
    const bool over =
        o.time_limit > 0 && Clock::now() - start >= std::chrono::duration<double>(o.time_limit);
    return over ? std::optional(Ending::kTimeLimit) : std::nullopt;
  };
  Ending ending = Ending::kDone;
  try {
    ending = train(o, state, view, *loss, batches, run, stop);
    run.end();
  } catch (const Error& error) {
    console.note(cat("stopped: ", error.what()));
    throw;
  }
  console.info(said(ending, state));
  print_result(folder, state, run.steps());
  return exit_code(ending);
}

}  // namespace wgan
