#include "wgan/training/train.h"

namespace wgan {

Ending train(const Training& training, Batches& batches, Callbacks& callbacks) {
  Updates updates(training, batches);
  while (training.state.progress.step < callbacks.steps()) {
    while (updates.next() == Player::kCritic) {
      callbacks.add(Player::kCritic, updates.take());
      if (const auto ending = callbacks.after_critic_update()) return *ending;
    }
    callbacks.add(Player::kGenerator, updates.take());
    if (const auto ending = callbacks.after_step()) return *ending;
  }
  return Ending::kDone;
}

}  // namespace wgan
