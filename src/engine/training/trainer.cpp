#include "wgan/training/train.h"

namespace wgan {

Ending train(const Training& training, Batches& batches, Run& run, const StopRequest& stop) {
  const Progress& progress = training.state.progress;
  Updates updates(training, batches);
  while (progress.step < run.steps()) {
    while (updates.next() == Player::kCritic) {
      run.add(Player::kCritic, updates.take());
      run.save_if_asked();
      if (const auto ending = stop()) return *ending;
    }
    run.add(Player::kGenerator, updates.take());
    run.adapt_augmentation();

    run.show_progress();
    if (run.row_is_due()) run.write_row();
    if (run.sheet_is_due()) run.write_samples();
    if (run.snapshot_is_due()) run.write_snapshot();
    if (run.save_is_due()) run.save();
    run.report_if_due();
    if (run.reason_to_stop()) return Ending::kRule;
  }
  return Ending::kDone;
}

}  // namespace wgan
