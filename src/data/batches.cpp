#include <ATen/ops/empty.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "wgan/augment.h"
#include "wgan/data.h"
#include "wgan/image_tensor.h"
#include "wgan/random.h"

namespace wgan {
namespace {

/// Which picture stands at a position of the endless sequence; remembers the order of one epoch.
class Shuffle {
 public:
  Shuffle(int64_t count, const BatchOptions& options) : count_(count), options_(options) {}

  int64_t at(int64_t position) {
    const int64_t epoch = position / count_;
    if (epoch != epoch_) {
      order_ = shuffled(count_, {options_.seed, Stream::kOrder, options_.attempt,
                                 static_cast<uint64_t>(epoch), 0});
      epoch_ = epoch;
    }
    return order_[static_cast<size_t>(position % count_)];
  }

 private:
  int64_t count_;
  BatchOptions options_;
  int64_t epoch_ = -1;
  std::vector<int64_t> order_;
};

/// Bytes [H, W, C] to floats [C, H, W].
void place(const uint8_t* from, float* to, const PictureSet& set) {
  const int64_t area = set.size.width * set.size.height, channels = set.channels;
  for (int64_t c = 0; c < channels; ++c) {
    for (int64_t i = 0; i < area; ++i) *to++ = to_unit(from[i * channels + c]);
  }
}

Batch compose(const PictureSet& set, const BatchOptions& o, Shuffle& shuffle, int64_t position) {
  Batch batch{at::empty({o.batch, set.channels, set.size.height, set.size.width}),
              at::empty({o.batch}, at::kLong)};
  float* to = batch.images.data_ptr<float>();
  auto* labels = batch.labels.data_ptr<int64_t>();
  for (int64_t i = 0; i < o.batch; ++i, to += set.picture_bytes()) {
    const int64_t index = shuffle.at(position + i), epoch = (position + i) / set.count();
    if (o.augment.any()) {
      const Image image = augmented(set.picture(index), o.augment, augmentation(o, epoch, index));
      place(image.pixels.data(), to, set);
    } else {
      place(set.pixels.data() + index * set.picture_bytes(), to, set);
    }
    labels[i] = set.labels[static_cast<size_t>(index)];
  }
  return batch;
}

}  // namespace

class Batches::Dealer {
 public:
  Dealer(const PictureSet& pictures, const BatchOptions& options, Device device, int64_t position)
      : pictures_(pictures), options_(options), device_(device), position_(position) {
    worker_ = std::jthread([this](const std::stop_token& stop) { prepare_ahead(stop); });
  }

  Batch next() {
    const auto start = std::chrono::steady_clock::now();
    Batch batch;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return !ready_.empty() || failure_; });
      if (ready_.empty()) std::rethrow_exception(failure_);
      batch = std::move(ready_.front());
      ready_.pop_front();
    }
    changed_.notify_all();
    position_ += options_.batch;
    waited_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return on_device(batch);
  }

  Batch last() const {
    Shuffle shuffle(pictures_.count(), options_);
    return on_device(compose(pictures_, options_, shuffle, position_ - options_.batch));
  }

  int64_t pictures() const { return pictures_.count(); }
  int64_t position() const { return position_; }
  double waited() const { return waited_; }

 private:
  static constexpr size_t kAhead = 2;

  Batch on_device(const Batch& batch) const {
    return {batch.images.to(device_, /*non_blocking=*/true),
            batch.labels.to(device_, /*non_blocking=*/true)};
  }

  void prepare_ahead(const std::stop_token& stop) {
    try {
      Shuffle shuffle(pictures_.count(), options_);
      for (int64_t position = position_;; position += options_.batch) {
        Batch batch = compose(pictures_, options_, shuffle, position);
        std::unique_lock lock(mutex_);
        if (!changed_.wait(lock, stop, [&] { return ready_.size() < kAhead; })) return;
        ready_.push_back(std::move(batch));
        lock.unlock();
        changed_.notify_all();
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
      changed_.notify_all();
    }
  }

  const PictureSet& pictures_;
  BatchOptions options_;
  Device device_;
  int64_t position_;
  double waited_ = 0;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Batch> ready_;
  std::exception_ptr failure_;
  std::jthread worker_;  // last, so that it ends first
};

Random augmentation(const BatchOptions& o, int64_t epoch, int64_t index) {
  return {o.seed, Stream::kAugment, o.attempt, static_cast<uint64_t>(epoch),
          static_cast<uint64_t>(index)};
}

Batches::Batches(const PictureSet& pictures, const BatchOptions& options, Device device,
                 int64_t position)
    : dealer_(std::make_unique<Dealer>(pictures, options, device, position)) {}
Batches::~Batches() = default;
Batch Batches::next() { return dealer_->next(); }
Batch Batches::last() const { return dealer_->last(); }
int64_t Batches::pictures() const { return dealer_->pictures(); }
int64_t Batches::position() const { return dealer_->position(); }
double Batches::waited() const { return dealer_->waited(); }

}  // namespace wgan
