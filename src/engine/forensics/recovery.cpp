#include "dump.h"
#include "wgan/text/text.h"
#include "wgan/training/ranks.h"
#include "wgan/training/train.h"

namespace wgan {
namespace {

constexpr int64_t kMostRollbacks = 3;

/// Brings a run back after its numbers stopped being finite.
class Recovery {
 public:
  Recovery(const Training& training, Batches& batches, Run& run, Device device, Console& console)
      : training_(training), batches_(batches), run_(run), device_(device), console_(console) {}

  /// Goes back to a good state. Returns why the run is to end, if that was asked for meanwhile.
  std::optional<Ending> from(const NonFiniteError& error) {
    const Progress failed = progress();
    find_state(error);
    std::vector<std::string> norms = run_.finite_check().gradient_norms();
    restore();
    // One rank cannot repeat updates without the others.
    const bool looks = training_.group.is_alone();
    console_.warn(
        cat("training diverged by step ", failed.step, ": ", error.what(),
            looks ? cat("; looking for its beginning from step ", progress().step, " on") : ""));
    found_ = error.what();
    const auto stopped = looks ? look_for(failed, norms) : std::nullopt;
    if (rollbacks_ >= kMostRollbacks) {
      throw Error(ExitCode::kDiverged,
                  cat("training diverged at step ", failed.step, ": ", found_,
                      ". The run was set "
                      "back ",
                      kMostRollbacks, " times already; its state of step ", run_.saved_step(),
                      " is in ", escaped(run_.folder().root.string()), older_states(),
                      ". A lower --rate is the usual cure (with --resume and --allow-change)"));
    }
    go_further_back_if_in_vain();
    restore();
    progress().attempt = attempt_ + 1;
    progress().rollbacks = rollbacks_ + 1;
    batches_.go_to(progress().attempt, progress().images);
    run_.go_back(run_facts(good_.text, run_.folder().state()).metrics_bytes);
    run_.save();
    went_to_ = progress().step;
    console_.warn(cat("set back to step ", progress().step, "; going on with other draws (",
                      progress().rollbacks, " of ", kMostRollbacks, ")"));
    return stopped;
  }

 private:
  Progress& progress() const { return training_.state.progress; }

  void find_state(const NonFiniteError& error) {
    const NewestState newest = newest_state(run_.folder());
    if (!newest.found) {
      throw Error(ExitCode::kDiverged, cat("training diverged at step ", progress().step, ": ",
                                           error.what(), ", and there is no state to go back to"));
    }
    use(newest);
    rollbacks_ = number("progress.rollbacks");
    attempt_ = static_cast<uint64_t>(number("progress.attempt"));
  }

  /// Names the older states that a person can go back to.
  std::string older_states() const {
    std::vector<std::string> names;
    for (const int64_t step : steps_in(run_.folder().checkpoints(), ".pt")) {
      if (step < run_.saved_step())
        names.push_back(escaped(run_.folder().checkpoint(step).string()));
    }
    return names.empty() ? "" : cat(", older ones are ", join(names, ", "));
  }

  void use(const NewestState& state) {
    for (const std::string& reason : state.passed_over) console_.warn(cat("passed over ", reason));
    good_ = unpack_checkpoint(state.found->file);
    make_newest(run_.folder(), *state.found, number("progress.step"));
  }

  int64_t number(const char* name) const { return good_.tensors.at(name).item<int64_t>(); }

  /// If the run got no further than the state of the last roll-back, that state may be finite but
  /// beyond recovery; then goes to an older one.
  void go_further_back_if_in_vain() {
    const int64_t step = number("progress.step");
    if (went_to_ != step) return;
    const NewestState older = newest_state(run_.folder(), step);
    if (older.found) use(older);
  }

  void restore() {
    training_.state.restore(good_, run_.folder().state(), device_);
    batches_.go_to(progress().attempt, progress().images);
  }

  NamedTensors copy_of_state() const {
    NamedTensors copies;
    for (const auto& [name, tensor] : training_.state.tensors())
      copies.emplace_back(name, tensor.detach().clone());
    return copies;
  }

  /// Repeats the updates up to `failed` and writes a dump of the first one that goes wrong.
  std::optional<Ending> look_for(const Progress& failed, const std::vector<std::string>& norms) {
    Updates updates(training_, batches_);
    FiniteCheck finite_check = run_.finite_check();
    finite_check.go_back(progress());
    while (progress().step != failed.step || progress().critic_updates != failed.critic_updates) {
      if (const auto ending = run_.stop()) return ending;
      const Player player = updates.next();
      const int64_t step = progress().step + 1;
      const std::string where =
          player == Player::kCritic
              ? cat("critic update ", progress().critic_updates + 1, " of step ", step)
              : cat("the generator's update of step ", step);
      if (const auto name = first_not_finite(training_.state.weights())) {
        found_ = cat(*name, " was not finite before ", where,
                     ", and was after the one before it: ", "a fault of memory or machine");
        write({found_, step, name_of(player), {}, norms}, {}, {});
        return std::nullopt;
      }
      NamedTensors before = copy_of_state();
      FirstBad first;
      finite_check.add(player, progress(), updates.take(first.observer()));
      if (player == Player::kGenerator) run_.adapt_augmentation();
      if (!first.found()) continue;
      found_ = cat(first.found()->text(), ", in ", where);
      const DumpFacts facts{found_, step, name_of(player), batches_.last_names(),
                            finite_check.gradient_norms()};
      // Non-finite numbers are never written, not even here.
      if (first_not_finite({{"real", updates.real().images}})) write(facts, {}, {});
      else write(facts, std::move(before), updates.real());
      return std::nullopt;
    }
    const MovingAverage& average = training_.state.average;
    NamedTensors before;
    if (!first_not_finite(training_.state.weights())) before = copy_of_state();
    const auto bad = measure_average(training_.state, training_.options);
    if (!bad || before.empty()) {
      found_ +=
          ", which taking the same updates again did not repeat: a fault of memory or machine, "
          "or an order of sums that changes";
      write({found_, failed.step, name_of(Player::kGenerator), {}, norms}, {}, {});
      return std::nullopt;
    }
    found_ = cat(bad->text(), ", measured on pictures of the averaged generator after step ",
                 failed.step);
    const bool labelled = training_.options.network.conditional;
    write({found_, failed.step, name_of(std::nullopt), {}, norms}, std::move(before),
          {{}, labelled ? average.labels() : Tensor()});
    return std::nullopt;
  }

  void write(const DumpFacts& facts, NamedTensors before, const Batch& real) {
    const Path path = run_.folder().dump(facts.step, progress().attempt);
    std::string where = cat("; written to ", escaped(path.string()));
    try {
      make_folder(run_.folder().dumps());
      write_atomically(path, pack_dump(facts, run_.facts(), std::move(before), real));
    } catch (const Error& error) {
      where = cat("; there is no dump of it: ", error.what());
    }
    console_.warn(cat("it began with ", escaped(facts.found), where));
  }

  const Training& training_;
  Batches& batches_;
  Run& run_;
  Device device_;
  Console& console_;
  Checkpoint good_;
  std::string found_;
  int64_t rollbacks_ = 0;  // so far
  uint64_t attempt_ = 0;
  std::optional<int64_t> went_to_;  // step of the last roll-back
};

}  // namespace

Ending train_and_recover(const Training& training, Batches& batches, Run& run, Device device,
                         Console& console) {
  Recovery recovery(training, batches, run, device, console);
  Leader leader(run, training, console);
  std::optional<Ending> ending;
  while (true) {
    try {
      if (!ending) ending = train(training, batches, leader);
      leader.end();
      return *ending;
    } catch (const NonFiniteError& error) {
      const Occupied going_back(training.group, "going back");
      // A run that was about to stop does so at the state it was set back to.
      const bool stops = ending && *ending != Ending::kDone;
      const auto stopped = recovery.from(error);
      if (!stops) ending = stopped;
      leader.bring_back(ending);
    }
  }
}

}  // namespace wgan
