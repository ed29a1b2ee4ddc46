#include <ATen/ops/empty.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

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

Batch compose(const PictureSet& set, const BatchOptions& o, Shuffle& shuffle, int64_t position) {
  Batch batch{at::empty({o.batch, set.channels, set.size.height, set.size.width}),
              at::empty({o.batch}, at::kLong)};
  float* to = batch.images.data_ptr<float>();
  auto* labels = batch.labels.data_ptr<int64_t>();
  for (int64_t i = 0; i < o.batch; ++i, to += set.picture_bytes()) {
    const int64_t index = shuffle.at(position + i), epoch = (position + i) / set.count();
    if (o.augment.any()) {
      const Image image = augmented(set.picture(index), o.augment, augmentation(o, epoch, index));
      to_planes(image.pixels.data(), set.size, set.channels, to);
    } else {
      to_planes(set.pixels.data() + index * set.picture_bytes(), set.size, set.channels, to);
    }
    labels[i] = set.labels[static_cast<size_t>(index)];
  }
  return batch;
}

}  // namespace

class Batches::Dealer {
 public:
  Dealer(const PictureSet& pictures, const BatchOptions& options, Device device, int64_t position)
      : pictures_(pictures),
        options_(options),
        device_(device),
        position_(position),
        claimed_(position) {
    for (int64_t i = 0; i < std::max<int64_t>(1, options.threads); ++i)
      workers_.emplace_back([this](const std::stop_token& stop) { prepare_ahead(stop); });
  }

  Batch next() {
    const auto start = std::chrono::steady_clock::now();
    Batch batch;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return ready_.count(position_) > 0 || failure_; });
      if (failure_) std::rethrow_exception(failure_);
      batch = std::move(ready_.extract(position_).mapped());
      position_ += options_.batch;
    }
    changed_.notify_all();
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
  Batch on_device(const Batch& batch) const {
    return {batch.images.to(device_, /*non_blocking=*/true),
            batch.labels.to(device_, /*non_blocking=*/true)};
  }

  /// The position of the next batch that nobody is at work on, once there is room for it.
  std::optional<int64_t> claim(const std::stop_token& stop) {
    const int64_t ahead = (1 + static_cast<int64_t>(workers_.size())) * options_.batch;
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, stop, [&] { return claimed_ < position_ + ahead; })) return {};
    return std::exchange(claimed_, claimed_ + options_.batch);
  }

  void prepare_ahead(const std::stop_token& stop) {
    try {
      Shuffle shuffle(pictures_.count(), options_);
      while (const auto position = claim(stop)) {
        Batch batch = compose(pictures_, options_, shuffle, *position);
        {
          const std::lock_guard lock(mutex_);
          ready_.emplace(*position, std::move(batch));
        }
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
  int64_t position_, claimed_;
  double waited_ = 0;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<int64_t, Batch> ready_;  // by position
  std::exception_ptr failure_;
  std::deque<std::jthread> workers_;  // last, so that they end first
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
