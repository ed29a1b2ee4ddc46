#pragma once

#include "wgan/training/run.h"

/// What the ranks of a run tell each other between the updates.
namespace wgan {

/// Replaces the state of every rank by that of rank 0.
void broadcast_state(TrainingState& state, const ProcessGroup& group);

/// Whether the ranks' networks differ in any bit: on processors of several kinds the same gradients
/// may be applied with other roundings.
bool have_drifted(const Networks& networks, const ProcessGroup& group);

/// What rank 0 does between the updates: it looks after the run, alone or at the head of others.
class Leader : public Callbacks {
 public:
  Leader(Run& run, const Training& training, Console& console)
      : run_(run), training_(training), console_(console) {}

  int64_t steps() const override { return run_.steps(); }
  void add(Player player, const Update& update) override { run_.add(player, update); }
  std::optional<Ending> after_critic_update() override;
  std::optional<Ending> after_step() override;

  /// Saves and closes the run, and dismisses the others. Throws NonFiniteError.
  void end();
  /// Brings the others to the state that the run was set back to; they train on from there, or, if
  /// there is an `ending`, come to an end with this rank.
  void bring_back(const std::optional<Ending>& ending);

 private:
  Run& run_;
  const Training training_;
  Console& console_;
};

/// Trains as a rank other than 0 until rank 0 is done, and returns why that was. `stop` and
/// `save_asked` are as in TrainingHost.
Ending follow(const Training& training, Batches& batches, int64_t steps, const StopRequest& stop,
              const std::function<bool()>& save_asked);

}  // namespace wgan
