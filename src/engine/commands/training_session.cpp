#include "training_session.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <optional>

#include "machine_text.h"
#include "networks_table.h"
#include "pictures.h"
#include "sheets.h"
#include "train_answer.h"
#include "train_checks.h"
#include "train_ranks.h"
#include "wgan/base/clock.h"
#include "wgan/device/device.h"
#include "wgan/forensics/forensics.h"
#include "wgan/image/image_tensor.h"
#include "wgan/machine/machine.h"
#include "wgan/reporting/reporting.h"
#include "wgan/text/text.h"
#include "wgan/training/fine_tune.h"
#include "wgan/training/memory.h"
#include "wgan/training/probe.h"
#include "wgan/training/ranks.h"

namespace wgan {
namespace {

/// Returns kCalibrationSamples labels, spread evenly over the set.
Tensor some_labels(const PictureSet& pictures) {
  const Tensor labels = at::empty({kCalibrationSamples}, at::TensorOptions(at::kLong));
  for (int64_t i = 0; i < kCalibrationSamples; ++i) {
    const auto index = static_cast<size_t>(i * pictures.count() / kCalibrationSamples);
    labels.data_ptr<int64_t>()[i] = pictures.labels[index];
  }
  return labels;
}

/// Returns pictures spread evenly over the set, as the critic sees them without random transforms.
Tensor some_pictures(const PictureSet& pictures, const CriticInput& critic_input, Device device) {
  constexpr int64_t kSome = 64;
  std::vector<Image> images;
  for (int64_t i = 0; i < std::min(kSome, pictures.count()); ++i)
    images.push_back(pictures.picture(i * pictures.count() / std::min(kSome, pictures.count())));
  return CriticInput(critic_input.range(), {}, device)(to_tensor(images).to(device), {});
}

/// Locks the folder and removes what a killed holder left.
std::unique_ptr<FolderLock> lock_folder(const RunFolder& folder, Console& console) {
  check_no_links(folder);
  auto lock = std::make_unique<FolderLock>(folder.root);
  if (!lock->held())
    console.warn(cat(escaped(folder.root.string()),
                     " is on a file system without locks: nothing keeps a second wgan out of it"));
  remove_leftovers(folder.root);
  return lock;
}

/// A run to resume: its locked folder, and the state to resume from.
struct HeldRun {
  RunFolder folder;
  std::unique_ptr<FolderLock> lock;
  NewestState newest;
  std::optional<Checkpoint> checkpoint;  // empty if the run starts again
};

HeldRun hold_run(const std::string& resume, Console& console) {
  check_is_run(resume);
  HeldRun run{run_of(resume), nullptr, {}, {}};
  run.lock = lock_folder(run.folder, console);
  run.newest = state_to_resume(resume);
  if (!run.newest.found) return run;
  SavedState& saved = *run.newest.found;
  run.checkpoint = unpack_checkpoint(saved.file);
  check_state(*run.checkpoint, saved.path);
  if (saved.path == run.folder.state()) saved.file.contents = {};  // already in its final place
  return run;
}

/// One start of `wgan train`, from settings to end.
class TrainingSession {
 public:
  TrainingSession(TrainSettings settings, HeldRun held, Console& console, const TrainingHost& host)
      : settings_(std::move(settings)),
        held_(std::move(held)),
        console_(console),
        host_(host),
        group_(host.group),
        device_(choose_device(o_.device)),
        readers_(reading_threads(o_.threads)) {
    o_.device = device_name(device_);
    o_.threads = set_threads(o_.threads);
  }

  TrainingOutcome run() {
    check_shares(o_, group_);
    if (!group_.leads()) return follow_leader();
    if (o_.resume.empty()) check_out(o_.out);
    // Before there is a folder, which a corrected command would find in its way.
    if (!o_.json_log.empty()) AppendLog{o_.json_log};
    // Two thread teams compute the networks, one of them started by a thread of its own; one thread
    // prepares batches.
    check_threads(2 * o_.threads + 2);
    for (const std::string& warning : settings_.warnings) console_.warn(warning);
    // LeCam's anchors are means, which the ranks share.
    if (const std::string tie = ties_a_batch(o_);
        !group_.is_alone() && !tie.empty() && tie != "--lecam")
      console_.warn(cat(tie, " looks at the pictures of a batch together: each of the ",
                        group_.size(), " processes does so with its own ",
                        o_.batch / group_.size()));
    open_data();
    group_.announce("preparing");
    const bool trains = begin_or_resume();
    group_.broadcast(std::string(trains ? kTrains : kNothingLeft));
    const std::optional<Ending> ending =
        trains ? std::optional(train_until_stopped()) : std::nullopt;
    return {held_.folder, state_->progress.step, steps_, ending, o_};
  }

 private:
  static constexpr const char *kTrains = "trains", *kNothingLeft = "nothing left";

  /// Trains as a rank other than 0, which writes nothing.
  TrainingOutcome follow_leader() {
    check_threads(2 * o_.threads + 2);
    open_data();
    state_.emplace(TrainingState::empty(o_, device_));
    host_.hold();
    std::optional<Ending> ending;
    if (group_.broadcast("") == kTrains) {
      const auto loss = make_loss(o_.loss);
      broadcast_state(*state_, group_);
      steps_ = total_steps(o_, pictures_.count(), state_->progress);
      Batches batches(pictures_, dealing(), device_, state_->progress.images);
      ending = follow({o_, *state_, *critic_input_, *loss, steps_, group_}, batches, steps_,
                      host_.stop, host_.save_asked);
    }
    return {held_.folder, state_->progress.step, steps_, ending, o_};
  }

  /// Reads the pictures and checks that there is enough memory to train on them.
  void open_data() {
    check_precision(o_.precision, device_);
    prepare_to_train(device_, o_.deterministic);
    if (!o_.resume.empty()) check_still_there(o_);
    check_networks(o_.network, o_.data.size);
    check_sheet({o_.grid.width * o_.grid.height, o_.grid.width, o_.data.size.width,
                 o_.data.size.height, channels_of(o_)},
                "use a smaller --grid");
    for (const std::string& note : settings_.notes) console_.info(note);
    loaded_ = load_pictures(o_.data, readers_, console_);
    const std::string found = fingerprint(loaded_.set);
    check_same_pictures_everywhere(found, group_);
    parts_ = set_aside(loaded_.set, o_.holdout, o_.seed);
    check_enough(pictures_, o_);
    check_classes(o_, loaded_.classes, loaded_.set.labels);
    set_classes(o_, static_cast<int64_t>(loaded_.classes.size()));
    critic_input_.emplace(range_for(o_.data.norm, pictures_), o_.data.diffaugment, device_);
    facts_ = {.pictures = found,
              .range = critic_input_->range().text(),
              .machine = machine_text(o_, group_.size())};
    if (learns_classes(o_)) {
      for (const std::string& name : loaded_.classes) facts_.classes.push_back(escaped(name));
    }
    if (held_.checkpoint)
      check_same_classes(run_facts(held_.checkpoint->text, held_.newest.found->path),
                         facts_.classes, o_);
    const auto prepared = static_cast<double>(loaded_.set.count() * loaded_.set.picture_bytes());
    // Pictures beyond the cache limit are in a file.
    const bool in_memory = device_.is_cpu() && prepared <= o_.data.cache_limit;
    if (const auto warning = check_memory(
            of_one_rank(o_, group_), meta_networks(o_.network, o_.data.size, o_.data.channels),
            in_memory ? prepared : 0,
            memory_limit(device_) / static_cast<double>(device_.is_cpu() ? host_.on_host : 1)))
      console_.warn(*warning);
  }

  /// Creates or restores the state, and creates the folder of a new run. Returns whether there is
  /// anything to do.
  bool begin_or_resume() {
    if (held_.checkpoint) restore();
    else begin();
    const Progress& progress = state_->progress;
    steps_ = total_steps(o_, pictures_.count(), progress);
    if (begins_ || progress.step < steps_) {
      if (!o_.resume.empty()) check_room(o_, *state_, held_.folder, steps_);
      const bool resumes = is_there(held_.folder.settings());
      const std::string origins =
          resumes
              ? origin_lines_after(origin_lines_in(read_file(held_.folder.settings())), settings_)
              : origin_lines(settings_);
      write_atomically(held_.folder.settings(), settings_file(settings_, facts_.changes, origins));
      host_.made(held_.folder);
      return true;
    }
    if (!is_closed(held_.folder, progress.step)) return true;
    console_.info(nothing_left(o_, progress, pictures_.count()));
    return false;
  }

  void begin() {
    state_.emplace(o_, device_);
    if (o_.network.conditional) state_->average.set_labels(some_labels(pictures_));
    host_.hold();  // from here on there is something to save
    const int64_t steps = total_steps(o_, pictures_.count(), state_->progress);
    facts_.steps = steps;
    if (!o_.resume.empty()) return warn_of_passed_over();
    if (!o_.init_from.empty()) {
      console_.info(
          take_weights(*state_, read_checkpoint(o_.init_from), o_.init_from, o_.freeze_critic));
    } else if (o_.freeze_critic > 0) {
      throw Error(ExitCode::kUsage,
                  "--freeze-critic needs --init-from a state.pt: layers that start with random "
                  "weights must learn");
    }
    check_room(o_, *state_, {place_of_run(o_.out)}, steps);
    held_.folder = make_run_folder(o_.out, name_of_data(o_.data.source.paths), o_.loss.name);
    held_.lock = lock_folder(held_.folder, console_);
    check_out(o_.out);  // another start may have taken it since the first check
  }

  void restore() {
    const SavedState& saved = *held_.newest.found;
    const RunFacts stored = run_facts(held_.checkpoint->text, saved.path);
    state_.emplace(TrainingState::empty(o_, device_));
    if (o_.network.conditional) state_->average.set_labels(some_labels(pictures_));
    host_.hold();  // from here on there is something to save
    begins_ = false;
    warn_of_passed_over();
    if (saved.path != held_.folder.state())
      console_.warn(cat("going on from ", escaped(saved.path.string())));
    const bool same_pictures = check_same_pictures(stored, facts_.pictures, o_, console_);
    warn_of_other_machine(stored, facts_.machine, o_, console_);
    Progress& progress = state_->progress;
    state_->restore(*held_.checkpoint, saved.path, device_);
    const int64_t steps = total_steps(o_, pictures_.count(), progress);
    check_counters(progress, o_, steps, saved.path);
    check_same_length(stored, o_, progress.step, steps);
    make_newest(held_.folder, saved, progress.step);
    facts_.steps = steps;
    facts_.metrics_bytes = stored.metrics_bytes;
    facts_.changes = stored.changes + change_lines(progress.step, changes_since(same_pictures));
    if (!settings_.changes.empty()) {
      progress.rollbacks = 0;  // new settings get a new chance
      console_.warn(cat("going on with other settings: ", listed(settings_.changes)));
    }
    // The batches of the current step cannot be dealt out again, so the step starts over.
    if (!settings_.changes.empty() || !same_pictures) progress.critic_updates = 0;
    held_.newest.found.reset();  // frees as much as the networks and their optimizers take
    held_.checkpoint.reset();
  }

  void warn_of_passed_over() {
    facts_.saves = held_.newest.saves;
    for (const std::string& reason : held_.newest.passed_over)
      console_.warn(cat("passed over ", reason));
  }

  /// Returns the settings that changed with this start, and the path of the pictures if these
  /// changed.
  std::vector<SettingChange> changes_since(bool same_pictures) const {
    std::vector<SettingChange> changes = settings_.changes;
    if (same_pictures) return changes;
    const TrainOptions before = options_in(held_.checkpoint->text, held_.newest.found->path);
    changes.push_back(
        {"data", join(before.data.source.paths, ", "), join(o_.data.source.paths, ", ")});
    return changes;
  }

  Ending train_until_stopped() {
    const auto loss = make_loss(o_.loss);
    Batches batches(pictures_, dealing(), device_, state_->progress.images);
    if (begins_) state_->set_reference(some_pictures(pictures_, *critic_input_, device_));
    broadcast_state(*state_, group_);
    Run run(settings_, held_.folder, *state_, batches, device_, console_, facts_,
            /*resumes=*/!begins_);
    run.save_asked = host_.save_asked;
    if (host_.row) run.wrote_row = [&](const MetricsRow& row) { host_.row(row, steps_); };
    const ProbedPictures probed = probed_of_both_parts();
    const QualityCheck quality(o_, pictures_, device_);
    run.quality = &quality;
    if (quality.every() > 0)
      console_.note(cat("the samples are checked every ", grouped(quality.every()), " steps"));
    if (o_.report == "on") run.report = [&](bool ended) { write_report(run, ended); };
    run.look = [&] { return probe(o_, state_->nets, *critic_input_, probed); };
    if (begins_) {
      for (const Skipped& skipped : pictures_.skipped) console_.note(line_about(skipped));
    }
    run.stop = [&]() -> std::optional<Ending> {
      if (const auto asked = host_.stop()) return asked;
      // Stops early enough to save: one and a half times the longest save so far.
      const double left = o_.time_limit - seconds_since(start_) - 1.5 * run.seconds_to_end();
      return o_.time_limit > 0 && left <= 0 ? std::optional(Ending::kTimeLimit) : std::nullopt;
    };
    try {
      run.begin(pictures_);
      console_.info(cat(begins_ ? "training from" : "resuming at", " step ", state_->progress.step,
                        " of ", steps_, " on ", o_.device, ", ", o_.threads,
                        o_.threads == 1 ? " thread, in " : " threads, in ",
                        escaped(held_.folder.root.string())));
      for (const std::string& line :
           expectations(of_one_rank(o_, group_), *state_, held_.folder, steps_, device_))
        console_.info(line);
      group_.announce("");
      const Ending ending = train_and_recover({o_, *state_, *critic_input_, *loss, steps_, group_},
                                              batches, run, device_, console_);
      if (const auto reason = run.reason_to_stop(); reason && ending == Ending::kRule)
        console_.info(*reason);
      if (run.report) run.report(/*ended=*/true);
      run.tell("end", {{"ending", ending_text(ending, state_->progress)}});
      console_.info(ending_text(ending, state_->progress));
      return ending;
    } catch (const Error& error) {
      fail(error, run);
    } catch (const std::exception& error) {  // of LibTorch, or for want of memory
      tell_failed(error.what(), run);
      throw;
    }
  }

  /// The run goes on, or ends, without its report if that cannot be written.
  void write_report(const Run& run, bool ended) {
    try {
      wgan::write_report({held_.folder.root}, held_.folder.report(), OwnReport{run.facts(), ended});
    } catch (const std::exception& error) {
      console_.warn(cat("report.html: ", error.what()));
    }
  }

  ProbedPictures probed_of_both_parts() const {
    const auto some = [&](const PictureSet& pictures) {
      return probed_pictures(pictures, o_.batch, *critic_input_, device_);
    };
    ProbedPictures probed{some(pictures_), {}};
    if (parts_.held_out.count() > 0) probed.held_out = some(parts_.held_out);
    return probed;
  }

  [[noreturn]] void fail(const Error& error, Run& run) {
    save_after(error, run);  // at once: a launcher may end this process soon
    const std::string message =
        dynamic_cast<const PeerLost*>(&error)
            ? failure_text(Error(error.code(), group_.lost().reason), run)
            : failure_text(error, run);  // which may be of a class of its own
    tell_failed(message, run);
    throw Error(error.code(), message);
  }

  void tell_failed(const std::string& message, Run& run) {
    const std::string line = message.substr(0, message.find('\n'));
    try {
      console_.note(cat("stopped: ", line));
      run.tell("failed", {{"reason", line}});
    } catch (const Error&) {  // the logs may be on the full disk
    }
  }

  /// Returns how batches are dealt out. A GPU leaves the CPU free to prepare them; otherwise one
  /// thread keeps well ahead.
  BatchOptions dealing() const {
    BatchOptions dealt = batch_options(o_);
    dealt.attempt = state_->progress.attempt;
    dealt.part = group_.rank();
    dealt.parts = group_.size();
    dealt.threads = device_.is_cpu() ? 1 : std::clamp<int64_t>(readers_ / 2, 1, 4);
    return dealt;
  }

  const Clock::time_point start_ = Clock::now();
  TrainSettings settings_;
  TrainOptions& o_ = settings_.options;
  HeldRun held_;
  Console& console_;
  const TrainingHost& host_;
  const ProcessGroup& group_;
  Device device_;
  int64_t readers_;  // threads that read pictures
  LoadedPictures loaded_;
  Parts parts_;
  const PictureSet& pictures_ = parts_.training;
  std::optional<CriticInput> critic_input_;
  RunFacts facts_;
  std::optional<TrainingState> state_;
  bool begins_ = true;  // whether the run starts at step 0
  int64_t steps_ = 0;   // of the whole run
};

}  // namespace

TrainingOutcome start_training(const Train& request, Console& console, const TrainingHost& host) {
  const Patience patience([&](const std::string& message) { console.alert(message); },
                          [&] { return host.stop().has_value(); });
  HeldRun held;
  TrainSettings settings = request.settings;
  if (!request.resume.empty() && host.group.leads()) {
    held = hold_run(request.resume, console);
    settings = resumed_settings(held.folder, held.newest, request.changes);
  }
  settings = settings_of_leader(settings, request.settings.options, host.group);
  return TrainingSession(std::move(settings), std::move(held), console, host).run();
}

}  // namespace wgan
