#include "dump.h"
#include "wgan/text.h"

namespace wgan {
namespace {

constexpr int64_t kMostRollbacks = 3;

/// A run whose numbers are not finite any more, on its way back.
class Recovery {
 public:
  Recovery(const Training& training, Batches& batches, Run& run, const StopRequest& stop,
           Device device, Console& console)
      : training_(training),
        batches_(batches),
        run_(run),
        stop_(stop),
        device_(device),
        console_(console) {}

  /// Returns why the run is to end, if that was asked for meanwhile.
  std::optional<Ending> from(const Diverged& error) {
    const Progress failed = progress();
    NewestState newest = newest_state(run_.folder());
    if (!newest.found) {
      throw Error(ExitCode::kDiverged, cat("training diverged at step ", failed.step, ": ",
                                           error.what(), ", and there is no state to go back to"));
    }
    path_ = newest.found->path;
    good_ = unpack_checkpoint(newest.found->file);
    const std::vector<std::string> norms = run_.gradient_norms();
    restore();
    console_.warn(cat("training diverged by step ", failed.step, ": ", error.what(),
                      "; looking for its beginning from step ", progress().step, " on"));
    const auto stopped = look_for(failed, error, norms);
    restore();
    if (stopped) return stopped;
    if (progress().rollbacks >= kMostRollbacks) {
      throw Error(ExitCode::kDiverged,
                  cat("training diverged at step ", failed.step, ": ", found_, ". The run was set "
                      "back ", kMostRollbacks, " times already; its state of step ",
                      progress().step, " is in ", escaped(path_.string()),
                      ". A lower --rate is the usual cure (with --resume and --allow-change)"));
    }
    ++progress().attempt;
    ++progress().rollbacks;
    batches_.go_to(progress().attempt, progress().images);
    run_.go_back(good_.text);
    run_.save();
    console_.warn(cat("set back to step ", progress().step, "; going on with other draws (",
                      progress().rollbacks, " of ", kMostRollbacks, ")"));
    return std::nullopt;
  }

 private:
  Progress& progress() const { return training_.state.progress; }

  void restore() {
    training_.state.restore(good_, path_, device_);
    batches_.go_to(progress().attempt, progress().images);
  }

  NamedTensors copy_of_state() const {
    NamedTensors copies;
    for (const auto& [name, tensor] : training_.state.tensors())
      copies.emplace_back(name, tensor.detach().clone());
    return copies;
  }

  /// Takes the updates up to `failed` again and writes a dump of the first one that goes wrong.
  std::optional<Ending> look_for(const Progress& failed, const Diverged& error,
                                 const std::vector<std::string>& norms) {
    Updates updates(training_, batches_);
    Watch watch;
    while (progress().step != failed.step || progress().critic_updates != failed.critic_updates) {
      if (const auto ending = stop_()) return ending;
      const Player player = updates.next();
      const int64_t step = progress().step + 1, attempt = progress().critic_updates + 1;
      const std::string where =
          player == Player::kCritic ? cat("critic update ", attempt, " of step ", step)
                                    : cat("the generator's update of step ", step);
      if (const auto name = first_not_finite(training_.state.weights())) {
        found_ = cat(*name, " was not finite before ", where, ", and was after the one before it: ",
                     "a fault of memory or machine");
        write({found_, step, player, {}, norms}, {}, {});
        return std::nullopt;
      }
      NamedTensors before = copy_of_state();
      FirstBad first;
      watch.add(player, progress(), updates.take(first.witness()));
      if (!first.found()) continue;
      found_ = cat(first.found()->text(), ", in ", where);
      const DumpFacts facts{found_, step, player, batches_.last_names(), watch.gradient_norms()};
      // Nothing that is not finite is written, not even here.
      if (first_not_finite({{"real", updates.real().images}})) write(facts, {}, {});
      else write(facts, std::move(before), updates.real());
      return std::nullopt;
    }
    found_ = cat(error.what(), ", which taking the same updates again did not repeat: a fault of "
                               "memory or machine, or an order of sums that changes");
    write({found_, failed.step, Player::kCritic, {}, norms}, {}, {});
    return std::nullopt;
  }

  void write(const DumpFacts& facts, NamedTensors before, const Batch& real) {
    const Path path = run_.folder().dump(facts.step, progress().attempt);
    make_folder(run_.folder().dumps());
    Texts run = good_.text;
    run["settings"] = run_.texts().at("settings");
    write_atomically(path, pack_dump(facts, run, std::move(before), real));
    console_.warn(cat("it began with ", facts.found, "; written to ", escaped(path.string())));
  }

  const Training& training_;
  Batches& batches_;
  Run& run_;
  const StopRequest& stop_;
  Device device_;
  Console& console_;
  Path path_;
  Checkpoint good_;
  std::string found_;
};

}  // namespace

Ending train_and_recover(const Training& training, Batches& batches, Run& run,
                         const StopRequest& stop, Device device, Console& console) {
  while (true) {
    std::optional<Ending> ending;
    try {
      ending = train(training, batches, run, stop);
      run.end();
      return *ending;
    } catch (const Diverged& error) {
      if (ending && *ending != Ending::kDone) {
        console.warn(cat("not saved, since at step ", training.state.progress.step, " ",
                         error.what(), "; the state of step ", run.saved_step(), " stays"));
        return *ending;
      }
      Recovery recovery(training, batches, run, stop, device, console);
      if (const auto stopped = recovery.from(error)) {
        run.go_back(run.texts());
        run.end();
        return *stopped;
      }
    }
  }
}

}  // namespace wgan
