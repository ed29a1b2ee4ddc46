#include "wgan/training/ranks.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <array>

#include "wgan/text/text.h"
#include "wgan/training/train.h"

namespace wgan {
namespace {

/// Steps between looks whether the ranks still have the same weights.
constexpr int64_t kDriftSteps = 500;

/// Brings the ranks together again if they have drifted apart. Returns whether they had.
bool keep_together(const Training& t) {
  if (t.group.is_alone() || t.state.progress.step % kDriftSteps != 0) return false;
  if (!have_drifted(t.state.nets, t.group)) return false;
  broadcast_state(t.state, t.group);
  return true;
}

/// Rank 0's words to the others, besides the endings.
constexpr double kGoOn = -1, kGoBack = -2, kOver = -3;
constexpr double kNothing = -1;  // instead of an ending

/// What a rank has to say after a critic update.
struct Wish {
  std::optional<Ending> ending;
  bool save = false;
};

/// Returns what any of the ranks wishes.
Wish wish_of_all(const Wish& own, const ProcessGroup& group) {
  const double ending = own.ending ? static_cast<double>(*own.ending) : kNothing;
  const Tensor wishes = at::tensor({ending, own.save ? 1.0 : 0.0}, at::kDouble);
  group.maximum(wishes);
  const auto* all = wishes.data_ptr<double>();
  Wish wish{.save = all[1] > 0};
  if (all[0] >= 0) wish.ending = static_cast<Ending>(static_cast<int>(all[0]));
  return wish;
}

/// Sends rank 0's word to the others, with the share of augmented pictures, and returns it.
double word_of_leader(double word, TrainingState& state, const ProcessGroup& group) {
  const Tensor message = at::tensor({word, state.augment_share}, at::kDouble);
  group.broadcast({message});
  state.augment_share = message.data_ptr<double>()[1];
  return message.data_ptr<double>()[0];
}

double to_word(const std::optional<Ending>& ending) {
  return ending ? static_cast<double>(*ending) : kGoOn;
}

std::optional<Ending> to_ending(double word) {
  return word >= 0 ? std::optional(static_cast<Ending>(static_cast<int>(word))) : std::nullopt;
}

/// Tells a rank that the run was set back.
struct SetBack {};

double listen(const Training& t) {
  const double word = word_of_leader(kNothing, t.state, t.group);
  if (word == kGoBack) throw SetBack{};
  return word;
}

/// What the other ranks do between the updates.
class Follower : public Callbacks {
 public:
  Follower(const Training& training, int64_t steps, const StopRequest& stop,
           const std::function<bool()>& save_asked)
      : training_(training), steps_(steps), stop_(stop), save_asked_(save_asked) {}

  int64_t steps() const override { return steps_; }
  void add(Player, const Update&) override {}
  std::optional<Ending> after_critic_update() override {
    const Wish wish = wish_of_all({stop_(), save_asked_()}, training_.group);
    if (wish.save) listen(training_);
    return wish.ending;
  }
  std::optional<Ending> after_step() override {
    const auto ending = to_ending(listen(training_));
    keep_together(training_);
    return ending;
  }

 private:
  const Training training_;
  int64_t steps_;
  const StopRequest& stop_;
  const std::function<bool()>& save_asked_;
};

}  // namespace

bool have_drifted(const Networks& networks, const ProcessGroup& group) {
  std::vector<Tensor> sums;  // of the bits as whole numbers: exact in any order
  for (const Network* network : {&networks.generator, &networks.critic}) {
    for (const Parameter& p : network->parameters()) {
      const Tensor bits =
          p.tensor.detach().view(p.tensor.element_size() == 8 ? at::kLong : at::kInt);
      sums.push_back(bits.sum(at::kLong));
    }
  }
  const Tensor own = at::stack(sums).cpu(), largest = at::cat({own, -own});
  group.maximum(largest);
  const int64_t n = own.size(0);
  return !at::equal(largest.narrow(0, 0, n), -largest.narrow(0, n, n));
}

void broadcast_state(TrainingState& state, const ProcessGroup& group) {
  if (group.is_alone()) return;
  TensorList tensors;
  for (const auto& [name, tensor] : state.weights()) tensors.push_back(tensor);
  group.broadcast(tensors);
  Progress& p = state.progress;
  const Tensor counts = at::tensor({p.step, p.critic_updates, p.images, p.step_images,
                                    static_cast<int64_t>(p.attempt), p.rollbacks},
                                   at::kLong);
  const Tensor numbers = at::tensor({p.seconds, state.augment_share}, at::kDouble);
  group.broadcast({counts, numbers});
  const auto* count = counts.data_ptr<int64_t>();
  p = {.step = count[0],
       .critic_updates = count[1],
       .images = count[2],
       .step_images = count[3],
       .attempt = static_cast<uint64_t>(count[4]),
       .rollbacks = count[5],
       .seconds = numbers.data_ptr<double>()[0]};
  state.augment_share = numbers.data_ptr<double>()[1];
}

std::optional<Ending> Leader::after_critic_update() {
  if (training_.group.is_alone()) return run_.after_critic_update();
  const Wish wish = wish_of_all({run_.stop(), run_.save_asked()}, training_.group);
  if (wish.save) {
    const Occupied saving(training_.group, "saving");
    run_.save_as_asked();
    word_of_leader(kGoOn, training_.state, training_.group);
  }
  return wish.ending;
}

std::optional<Ending> Leader::after_step() {
  const auto ending = [&] {
    const Occupied writing(training_.group, "writing");
    return run_.after_step();
  }();
  if (!training_.group.is_alone())
    word_of_leader(to_word(ending), training_.state, training_.group);
  if (keep_together(training_))
    console_.note(cat("step ", training_.state.progress.step,
                      ": the ranks' weights differed in their last bits, and all have those of "
                      "rank 0 again"));
  return ending;
}

void Leader::end() {
  {
    const Occupied writing(training_.group, "writing");
    run_.end();
  }
  if (!training_.group.is_alone()) word_of_leader(kOver, training_.state, training_.group);
}

void Leader::bring_back(const std::optional<Ending>& ending) {
  if (training_.group.is_alone()) return;
  word_of_leader(kGoBack, training_.state, training_.group);
  broadcast_state(training_.state, training_.group);
  word_of_leader(to_word(ending), training_.state, training_.group);
}

Ending follow(const Training& t, Batches& batches, int64_t steps, const StopRequest& stop,
              const std::function<bool()>& save_asked) {
  Follower callbacks(t, steps, stop, save_asked);
  std::optional<Ending> ending;
  while (true) {
    try {
      if (!ending) ending = train(t, batches, callbacks);
      listen(t);  // until rank 0 has saved
      return *ending;
    } catch (const SetBack&) {
      broadcast_state(t.state, t.group);
      batches.go_to(t.state.progress.attempt, t.state.progress.images);
      ending = to_ending(word_of_leader(kNothing, t.state, t.group));
    }
  }
}

}  // namespace wgan
