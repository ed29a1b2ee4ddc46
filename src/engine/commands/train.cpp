#include <ATen/ops/empty.h>

#include <algorithm>
#include <iostream>
#include <map>

#include "commands.h"
#include "pictures.h"
#include "sheets.h"
#include "signals.h"
#include "wgan/base/clock.h"
#include "wgan/device/device.h"
#include "wgan/forensics/forensics.h"
#include "wgan/formats/sealed_file.h"
#include "wgan/image/image_tensor.h"
#include "wgan/machine/machine.h"
#include "wgan/text/text.h"
#include "wgan/training/memory.h"

namespace wgan {
namespace {

/// What tells one set of prepared pictures from another.
std::string fingerprint(const PictureSet& set) {
  Digest pixels;
  std::string scratch;
  for (int64_t i = 0; i < set.count(); ++i) {
    pixels.add({reinterpret_cast<const char*>(set.bytes(i, scratch)),
                static_cast<size_t>(set.picture_bytes())});
  }
  const std::string_view labels(reinterpret_cast<const char*>(set.labels.data()),
                                set.labels.size() * sizeof(int32_t));
  return cat(set.count(), " pictures, ", digest(cat(pixels.text(), digest(labels))));
}

/// A run that goes on must see the pictures that it began with: their order is a function of their
/// number. Returns whether it does. Throws Error(kData) if it does not and that is not allowed.
bool check_same_pictures(const Texts& stored, const std::string& found, const TrainOptions& o,
                         Console& console) {
  const std::string before = text_of(stored, "pictures");
  if (before == found) return true;
  const std::string change =
      cat("the pictures have changed since the run began (then ", before, "; now ", found, ")");
  if (!o.allow_change) {
    throw Error(ExitCode::kData,
                cat("--resume ", escaped(o.resume), ": ", change,
                    "; restore them, go on with these by --allow-change, or start a new run"));
  }
  console.warn(change);
  return false;
}

/// Networks that learn classes know them by their numbers. Throws Error(kData) if those of a run
/// that goes on are not the ones that it began with.
void check_same_classes(const Texts& stored, const std::string& found, const TrainOptions& o) {
  const std::string before = text_of(stored, "classes");
  if (!learns_classes(o) || before == found) return;
  throw Error(ExitCode::kData, cat("--resume ", escaped(o.resume), ": this run learns the classes ",
                                   some_of(lines_of(before)), ", and the pictures have ",
                                   some_of(lines_of(found)), ": restore them, or start a new run"));
}

/// Throws Error(kData) if a run that goes on finds nothing where its pictures were.
void check_still_there(const TrainOptions& o) {
  for (const std::string& path : o.data.source.paths) {
    if (path == "demo" || is_there(path)) continue;
    throw Error(ExitCode::kData, cat("--resume ", escaped(o.resume), ": there are no pictures at ",
                                     escaped(path), "; say by --data where they are now"));
  }
}

/// Lines of `machine` before the variables of the environment.
constexpr size_t kMachineLines = 5;

/// What the last bits of a run's numbers depend on, a line for each.
std::string machine(const TrainOptions& o) {
  std::vector<std::string> lines{cat("--device ", o.device), cat("--threads ", o.threads),
                                 processor_kind(), cat("LibTorch ", libtorch_version()),
                                 cat("wgan ", WGAN_VERSION)};
  for (const std::string& variable : arithmetic_variables()) lines.push_back(variable);
  return join(lines, "\n");
}

/// "NAME=VALUE" as the two.
std::pair<std::string, std::string> name_and_value(const std::string& variable) {
  const size_t equals = std::min(variable.find('='), variable.size());
  return {variable.substr(0, equals), variable.substr(std::min(equals + 1, variable.size()))};
}

/// What of two descriptions of a machine (`machine`) differs.
std::vector<std::string> differences(const std::string& before, const std::string& now) {
  const std::vector<std::string> old_lines = lines_of(before), new_lines = lines_of(now);
  std::vector<std::string> changes;
  for (size_t i = 0; i < std::min({kMachineLines, old_lines.size(), new_lines.size()}); ++i) {
    if (old_lines[i] != new_lines[i])
      changes.push_back(cat(new_lines[i], " (so far ", old_lines[i], ")"));
  }
  std::map<std::string, std::string> old_variables, new_variables;
  for (size_t i = kMachineLines; i < old_lines.size(); ++i)
    old_variables.insert(name_and_value(old_lines[i]));
  old_variables.erase("");
  for (size_t i = kMachineLines; i < new_lines.size(); ++i)
    new_variables.insert(name_and_value(new_lines[i]));
  for (const auto& [name, value] : new_variables) {
    const auto old = old_variables.find(name);
    if (old == old_variables.end()) changes.push_back(cat(name, "=", value, " (so far not set)"));
    else if (old->second != value)
      changes.push_back(cat(name, "=", value, " (so far ", old->second, ")"));
  }
  for (const auto& [name, value] : old_variables) {
    if (!new_variables.count(name)) changes.push_back(cat(name, " not set (so far ", value, ")"));
  }
  return changes;
}

/// Names what computes now and did not so far, since the last bits of the numbers depend on it.
void name_changes(const Texts& stored, const std::string& machine, const TrainOptions& o,
                  Console& console) {
  const std::vector<std::string> changes = differences(text_of(stored, "machine"), machine);
  if (!changes.empty())
    console.warn(cat("going on with ", join(changes, ", "),
                     ": the last bits of the numbers may differ from those of one run",
                     o.network.dropout > 0 || o.critic_noise.deviation > 0
                         ? ", and on another kind of device what --dropout and --critic-noise draw"
                         : ""));
}

/// Throws Error(kDisk) if the disk has no room for the states that are to be kept and are not there
/// yet, one in the making, the model and a grid of samples.
void check_room(const TrainOptions& o, const TrainingState& state, const RunFolder& folder,
                int64_t steps) {
  double bytes = 0;
  for (const auto& [name, tensor] : state.weights()) bytes += static_cast<double>(tensor.nbytes());
  std::error_code unknown;
  const double there = static_cast<double>(steps_in(folder.checkpoints(), ".pt").size()) +
                       (std::filesystem::exists(folder.state(), unknown) ? 1 : 0);
  // There is one at the beginning and at most one a step.
  const double kept = std::min(static_cast<double>(o.keep.last),
                               static_cast<double>(steps - state.progress.step) + 1);
  const double grid = 64.0 * 4 * static_cast<double>(o.data.size.width * o.data.size.height);
  check_space(folder.root, (std::max(0.0, kept - there) + 2) * bytes + grid,
              cat("the files of this run (--keep last:", o.keep.last, ")"));
}

/// Throws Error(kModel) if the counters of a state, which a stranger may have made, leave no room
/// for the steps that are to come: what a run saves must be read again.
void check_counters(const Progress& p, const TrainOptions& o, int64_t steps, const Path& file) {
  const double left = std::max(0.0, static_cast<double>(steps - p.step)),
               updates = static_cast<double>(std::max(critic_updates(o, 0), o.loss.n_critic));
  const double images =
      static_cast<double>(p.images) + left * updates * static_cast<double>(o.batch);
  if (images <= static_cast<double>(kMostCounted)) return;
  throw Error(ExitCode::kModel, cat(escaped(file.string()), ": progress.images is ", p.images,
                                    ", and there is no counting on for the ",
                                    grouped(steps - p.step), " steps that are left"));
}

/// Throws Error(kData) if there are too few pictures to make a batch.
void check_enough(const PictureSet& pictures, const TrainOptions& o) {
  if (pictures.count() >= o.batch) return;
  throw Error(ExitCode::kData,
              cat("--data ", escaped(join(o.data.source.paths, ", ")), ": ", pictures.count(),
                  pictures.count() == 1 ? " usable picture (" : " usable pictures (",
                  count_unused(pictures.skipped), " skipped), and a batch takes ", o.batch,
                  pictures.count() >= 2
                      ? cat("; use --batch ", pictures.count(), " or less, or more pictures")
                      : "; more pictures are needed"));
}

/// Labels from all over the set.
Tensor some_labels(const PictureSet& pictures) {
  const Tensor labels = at::empty({kCalibrationSamples}, at::TensorOptions(at::kLong));
  for (int64_t i = 0; i < kCalibrationSamples; ++i) {
    const auto index = static_cast<size_t>(i * pictures.count() / kCalibrationSamples);
    labels.data_ptr<int64_t>()[i] = pictures.labels[index];
  }
  return labels;
}

/// Pictures from all over the set as the critic sees them, without what is drawn.
Tensor some_pictures(const PictureSet& pictures, const CriticInput& critic_input, Device device) {
  constexpr int64_t kSome = 64;
  std::vector<Image> images;
  for (int64_t i = 0; i < std::min(kSome, pictures.count()); ++i)
    images.push_back(pictures.picture(i * pictures.count() / std::min(kSome, pictures.count())));
  return CriticInput(critic_input.range(), {}, device)(to_tensor(images).to(device), {});
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

/// The answer on stdout: where things are, and what to type next.
void print_result(const RunFolder& folder, const TrainingState& state, int64_t steps) {
  const int64_t step = state.progress.step;
  std::cout << "samples  " << escaped(folder.samples(step).string()) << "\nmodel    "
            << escaped(folder.model().string()) << "\nrun      " << escaped(folder.root.string())
            << "\nnext     " << program() << " sample --ckpt " << shell_word(folder.model())
            << " -n 64\n         ";
  if (step < steps) std::cout << program() << " train --resume " << shell_word(folder.root) << "\n";
  else std::cout << program() << " interpolate --ckpt " << shell_word(folder.model()) << "\n";
  std::cout.flush();
}

/// Why a run that was to go on has no step to take.
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
    case Ending::kHungUp:
      return cat("hung up; saved ", at);
  }
  return {};
}

/// Holds the folder and clears away what a killed holder left.
std::unique_ptr<FolderLock> take(const RunFolder& folder, Console& console) {
  check_no_links(folder);
  auto lock = std::make_unique<FolderLock>(folder.root);
  if (!lock->held())
    console.warn(cat(escaped(folder.root.string()),
                     " is on a file system without locks: nothing keeps a second wgan out of it"));
  remove_leftovers(folder.root);
  return lock;
}

/// Saves what can be saved after this error.
void save_after(const Error& error, Run& run) {
  // After bad pictures, and in a folder that was moved, the networks are well: what they have
  // learnt since the last save stays. After an error of the disk it would not be right: the row or
  // the pictures of this step may be missing.
  const bool moved = dynamic_cast<const FolderMoved*>(&error) != nullptr;
  if (error.code() != ExitCode::kData && !moved) return;
  try {
    run.save();
  } catch (const Error&) {
  }
}

/// Where the run's folder is after this error.
RunFolder folder_after(const Error& error, const Run& run) {
  const auto* moved = dynamic_cast<const FolderMoved*>(&error);
  return moved ? RunFolder{moved->now()} : run.folder();
}

/// What ended a run, with what is left of it.
Error explained(const Error& error, Run& run, Console& console) {
  std::string message = error.what();
  try {
    run.name_bad_pictures();
  } catch (const Error&) {
  }
  save_after(error, run);
  if (error.code() == ExitCode::kDisk || error.code() == ExitCode::kData) {
    std::error_code unknown;
    const RunFolder folder = folder_after(error, run);
    message += run.saved_step() >= 0 && std::filesystem::exists(folder.state(), unknown)
                   ? cat("; the state of step ", run.saved_step(), " is in ",
                         escaped(folder.root.string()), ", --resume goes on from it")
               : run.saved_step() >= 0 ? "; what it had saved is gone"
                                       : "; nothing was saved yet";
  }
  try {
    console.note(cat("stopped: ", message));
  } catch (const Error&) {  // the log may be on the disk that is full
  }
  return {error.code(), message};
}

}  // namespace

ExitCode run_train(const TrainSettings& wanted) {
  TrainSettings settings = wanted;
  TrainOptions& o = settings.options;
  const Device device = choose_device(o.device);
  o.device = device_name(device);
  const int64_t readers = reading_threads(o.threads);
  o.threads = set_threads(o.threads);
  // Two teams draw the networks, one of them begun by a thread of its own; one prepares batches.
  if (!o.dry_run) check_threads(2 * o.threads + 2);
  const bool resumes = !o.resume.empty();
  if (!resumes) check_out(o.out);
  Console console;
  for (const std::string& warning : settings.warnings) console.warn(warning);
  if (o.dry_run) {
    look_at_pictures(o);
    std::cout << plan(settings);
    return ExitCode::kDone;
  }

  check_precision(o.precision, device);
  prepare_to_train(device, o.deterministic);
  const auto start = Clock::now();
  Signals signals;
  const Patience patience([&](const std::string& message) { console.alert(message); },
                          [&] { return signals.received().has_value(); });
  RunFolder folder = run_of(o.resume);
  std::unique_ptr<FolderLock> lock;
  NewestState newest;
  if (resumes) {
    lock = take(folder, console);
    newest = state_to_resume(o.resume);
    if (newest.found) check_state(unpack_checkpoint(newest.found->file), newest.found->path);
    check_still_there(o);
  }
  check_networks(o.network, o.data.size);
  check_sheet({o.grid.width * o.grid.height, o.grid.width, o.data.size.width, o.data.size.height,
               channels_of(o)},
              "use a smaller --grid");
  const LoadedPictures loaded = load_pictures(o.data, readers, console);
  const PictureSet& pictures = loaded.set;
  check_enough(pictures, o);
  check_classes(o, loaded.classes, pictures.labels);
  set_classes(o, static_cast<int64_t>(loaded.classes.size()));
  const CriticInput critic_input(range_for(o.data.norm, pictures), o.data.diffaugment, device);
  Texts texts{{"pictures", fingerprint(pictures)},
              {"range", critic_input.range().text()},
              {"machine", machine(o)}};
  if (learns_classes(o)) texts["classes"] = class_lines(loaded.classes);
  auto& [saved, passed_over, saves] = newest;
  if (saved) check_same_classes(saved->file.index.text, text_of(texts, "classes"), o);
  const auto prepared = static_cast<double>(pictures.count() * pictures.picture_bytes());
  // More pictures than the cache may hold lie in a file.
  const bool in_memory = device.is_cpu() && prepared <= o.data.cache_limit;
  if (const auto warning = check_memory(o, meta_networks(o.network, o.data.size, o.data.channels),
                                        in_memory ? prepared : 0, memory_limit(device)))
    console.warn(*warning);
  TrainingState state(o, device);
  if (o.network.conditional) state.average.set_labels(some_labels(pictures));
  signals.hold();  // from here on there is something to save
  bool begins = true;
  if (resumes) {
    texts["saves"] = std::to_string(saves);
    for (const std::string& reason : passed_over) console.warn(cat("passed over ", reason));
    if (saved && saved->path != folder.state())
      console.warn(cat("going on from ", escaped(saved->path.string())));
    begins = !saved;
    if (saved) {
      const Checkpoint checkpoint = unpack_checkpoint(saved->file);
      const bool same_pictures =
          check_same_pictures(checkpoint.text, texts["pictures"], o, console);
      name_changes(checkpoint.text, texts["machine"], o, console);
      state.restore(checkpoint, saved->path, device);
      check_counters(state.progress, o, total_steps(o, pictures.count(), state.progress),
                     saved->path);
      make_newest(folder, *saved);
      texts["metrics_bytes"] = text_of(checkpoint.text, "metrics_bytes");
      if (!settings.changes.empty()) {
        state.progress.rollbacks = 0;  // other settings, another chance
        console.warn(cat("going on with other settings: ", listed(settings.changes)));
      }
      std::vector<SettingChange> changes = settings.changes;
      if (!same_pictures) {
        const auto before = options_in(checkpoint.text, saved->path).data.source.paths;
        changes.push_back({"data", join(before, ", "), join(o.data.source.paths, ", ")});
      }
      texts["changes"] =
          text_of(checkpoint.text, "changes") + change_lines(state.progress.step, changes);
      // The batches of the step under way cannot be had again, so it begins anew.
      if (!settings.changes.empty() || !same_pictures) state.progress.critic_updates = 0;
      saved.reset();  // as large as the networks and what belongs to them
    }
  } else {
    check_room(o, state, {place_of_run(o.out)}, total_steps(o, pictures.count(), state.progress));
    folder = make_run_folder(o.out, name_of_data(o.data.source.paths), o.loss.name);
    lock = take(folder, console);
    check_out(o.out);  // another start may have had it since it was first looked at
  }
  const auto loss = make_loss(o.loss);
  // A GPU leaves the processor free to prepare batches; else one thread keeps well ahead.
  BatchOptions dealt = batch_options(o);
  dealt.attempt = state.progress.attempt;
  dealt.threads = device.is_cpu() ? 1 : std::clamp<int64_t>(readers / 2, 1, 4);
  Batches batches(pictures, dealt, device, state.progress.images);
  const int64_t steps = total_steps(o, pictures.count(), state.progress);
  const bool complete = !begins && state.progress.step >= steps;
  if (!complete) {
    if (resumes) check_room(o, state, folder, steps);
    write_atomically(folder.settings(), settings_file(settings, text_of(texts, "changes")));
  } else if (is_closed(folder, state.progress.step)) {
    console.info(nothing_left(o, state.progress, pictures.count()));
    print_result(folder, state, steps);
    return ExitCode::kDone;
  }
  if (begins) state.set_reference(some_pictures(pictures, critic_input, device));
  Run run(settings, folder, state, batches, device, console, texts);
  run.save_asked = [&] { return signals.save_asked(); };
  if (begins) {
    for (const Skipped& skipped : pictures.skipped) console.note(line_about(skipped));
  }
  Ending ending = Ending::kDone;
  try {
    run.begin(pictures);
    console.info(cat(begins ? "training from" : "resuming at", " step ", state.progress.step,
                     " of ", steps, " on ", o.device, ", ", o.threads,
                     o.threads == 1 ? " thread, in " : " threads, in ",
                     escaped(folder.root.string())));
    const StopRequest stop = [&]() -> std::optional<Ending> {
      if (const auto signal = signals.received()) return signal;
      // Early enough to save: the longest save so far, and half as much again.
      const double left = o.time_limit - seconds_since(start) - 1.5 * run.seconds_to_end();
      return o.time_limit > 0 && left <= 0 ? std::optional(Ending::kTimeLimit) : std::nullopt;
    };
    ending =
        train_and_recover({o, state, critic_input, *loss}, batches, run, stop, device, console);
    console.info(said(ending, state));
  } catch (const Error& error) {
    throw explained(error, run, console);
  }
  print_result(folder, state, steps);
  return exit_code(ending);
}

}  // namespace wgan
