#include "state_keeper.h"

#include <algorithm>
#include <utility>

namespace wgan {

StateKeeper::StateKeeper(RunFolder folder, const TrainSettings& settings, RunFacts facts)
    : folder_(std::move(folder)), settings_(settings), facts_(std::move(facts)) {
  if (is_there(folder_.settings())) origins_ = origin_lines_in(read_file(folder_.settings()));
}

void StateKeeper::save(const TrainingState& state, const std::string& model, MetricsLog& metrics) {
  metrics.come_back();
  if (!is_there(folder_.settings()))  // the folder was deleted
    write_atomically(folder_.settings(), settings_file(settings_, facts_.changes, origins_));
  facts_.metrics_bytes = metrics.bytes();
  facts_.saves = std::min(facts_.saves + 1, kMostCounted);
  const std::string packed = pack_checkpoint(state.tensors(), to_texts(facts_));
  write_atomically(folder_.model(), model, /*next=*/packed.size());
  // The state vouches for the rows before it, so they must be on the disk first.
  metrics.sync();
  // If only the settings changed, the new state replaces the old one.
  if (saved_step_ >= 0 && has_news_) {
    make_folder(folder_.checkpoints());
    put_aside(folder_.state(), folder_.checkpoint(saved_step_));
  }
  write_atomically(folder_.state(), packed);
  saved_step_ = state.progress.step;
  has_news_ = false;
  drop_superfluous();
}

void StateKeeper::go_back(int64_t step) {
  saved_step_ = step;
  has_news_ = false;
}

void StateKeeper::drop_superfluous() const {
  const auto older = steps_in(folder_.checkpoints(), ".pt");
  for (const int64_t step : superfluous(older, saved_step_, settings_.options.keep))
    remove_file(folder_.checkpoint(step));
}

}  // namespace wgan
