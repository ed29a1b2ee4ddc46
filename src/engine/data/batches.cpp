#include <ATen/ops/empty.h>

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "wgan/base/clock.h"
#include "wgan/base/error.h"
#include "wgan/data/data.h"
#include "wgan/device/device.h"
#include "wgan/image/augment.h"
#include "wgan/image/image_tensor.h"
#include "wgan/machine/machine.h"
#include "wgan/random/random.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Returns the picture at a position of the endless sequence. Remembers the order of one epoch.
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

/// The pictures that cannot be loaded, shared by all workers.
class Bad {
 public:
  Bad(int64_t pictures, double share)
      : pictures_(pictures), most_(share * static_cast<double>(pictures)) {}

  /// Throws Error(kData) if there are too many.
  bool has(int64_t index) const {
    const std::lock_guard lock(mutex_);
    if (too_many_) throw *too_many_;
    return known_.count(index) > 0;
  }

  /// Throws Error(kData) if this makes too many.
  void add(int64_t index, const std::string& name, const std::string& reason) {
    const std::lock_guard lock(mutex_);
    if (!known_.insert(index).second) return;
    news_.push_back({name, reason});
    const auto count = static_cast<int64_t>(known_.size());
    if (static_cast<double>(count) > most_ || count == pictures_) {
      too_many_ =
          Error(ExitCode::kData,
                cat(grouped(count), " of ", grouped(pictures_),
                    " pictures could not be read while training, more than --max-bad allows; the "
                    "last one: ",
                    escaped(name), ": ", reason));
      throw *too_many_;
    }
  }

  std::vector<BadPicture> take_news() {
    const std::lock_guard lock(mutex_);
    return std::exchange(news_, {});
  }

 private:
  mutable std::mutex mutex_;
  int64_t pictures_;
  double most_;
  std::set<int64_t> known_;
  std::vector<BadPicture> news_;
  std::optional<Error> too_many_;
};

/// Writes the augmented picture as floats in that order.
void put_picture(const PictureSet& set, const BatchOptions& o, int64_t index, int64_t epoch,
                 at::MemoryFormat format, float* to) {
  std::string scratch;
  const auto put = [&](const uint8_t* pixels) {
    to_floats(pixels, set.size, set.channels, format, to);
  };
  if (!o.augment.any()) return put(set.bytes(index, scratch));
  put(augmented(set.picture(index), o.augment, augmentation(o, epoch, index)).pixels.data());
}

struct Composed {
  Batch batch;
  std::vector<int64_t> pictures;
};

/// The pictures are in the order that the device's convolutions want, so that nobody has to turn
/// them.
Composed compose(const PictureSet& set, const BatchOptions& o, at::MemoryFormat format,
                 Shuffle& shuffle, Bad& bad, int64_t position) {
  const auto floats = at::TensorOptions(at::kFloat).memory_format(format);
  Composed made{{at::empty({o.dealt(), set.channels, set.size.height, set.size.width}, floats),
                 at::empty({o.dealt()}, at::kLong)},
                {}};
  float* to = made.batch.images.data_ptr<float>();
  auto* labels = made.batch.labels.data_ptr<int64_t>();
  for (int64_t i = 0; i < o.dealt(); ++i, to += set.picture_bytes()) {
    const int64_t own = position + o.first() + i;
    // Takes the picture at this place or, if it is bad, the next good one.
    for (int64_t place = own;; ++place) {
      const int64_t index = shuffle.at(place);
      if (bad.has(index)) continue;
      try {
        put_picture(set, o, index, own / set.count(), format, to);
        const int64_t label = set.labels[static_cast<size_t>(index)];
        labels[i] = label != kNoLabel && holds_out(o, index) ? held_out(label) : label;
        made.pictures.push_back(index);
        break;
      } catch (const std::bad_alloc&) {
        throw;
      } catch (const std::exception& error) {
        bad.add(index, set.name ? set.name(index) : cat("picture ", index), error.what());
      }
    }
  }
  return made;
}

}  // namespace

class Batches::Dealer {
 public:
  Dealer(const PictureSet& pictures, const BatchOptions& options, Device device, int64_t position,
         std::shared_ptr<Bad> bad)
      : pictures_(pictures),
        options_(options),
        device_(device),
        format_(memory_format_on(device)),
        position_(position),
        claimed_(position),
        bad_(std::move(bad)) {
    for (int64_t i = 0; i < threads(); ++i)
      workers_.emplace_back([this](const std::stop_token& stop) { prepare_ahead(stop); });
  }

  Batch next() {
    const auto start = Clock::now();
    Composed made;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return ready_.count(position_) > 0 || failure_; });
      if (ready_.count(position_) == 0) std::rethrow_exception(failure_);
      made = std::move(ready_.extract(position_).mapped());
      position_ += options_.batch;
    }
    changed_.notify_all();
    waited_ += seconds_since(start);
    last_ = std::move(made.pictures);
    return on_device(made.batch);
  }

  Batch last() {
    Shuffle shuffle(pictures_.count(), options_);
    Composed made =
        compose(pictures_, options_, format_, shuffle, *bad_, position_ - options_.batch);
    last_ = std::move(made.pictures);
    return on_device(made.batch);
  }

  std::vector<std::string> last_names() const {
    std::vector<std::string> names;
    for (const int64_t index : last_)
      names.push_back(pictures_.name ? pictures_.name(index) : cat("picture ", index));
    return names;
  }
  int64_t pictures() const { return pictures_.count(); }
  int64_t position() const { return position_; }
  double waited() const { return waited_; }
  const std::shared_ptr<Bad>& bad() const { return bad_; }

  /// Returns a dealer with the same pictures at another place.
  std::unique_ptr<Dealer> moved(uint64_t attempt, int64_t position) const {
    BatchOptions options = options_;
    options.attempt = attempt;
    auto dealer = std::make_unique<Dealer>(pictures_, options, device_, position, bad_);
    dealer->waited_ = waited_;
    return dealer;
  }

 private:
  Batch on_device(const Batch& batch) const {
    return {batch.images.to(device_, /*non_blocking=*/true),
            batch.labels.to(device_, /*non_blocking=*/true)};
  }

  int64_t threads() const { return std::max<int64_t>(1, options_.threads); }

  /// Claims the position of the next batch that nobody is working on, once there is room for it.
  std::optional<int64_t> claim(const std::stop_token& stop) {
    const int64_t ahead = (1 + threads()) * options_.batch;
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, stop, [&] { return claimed_ < position_ + ahead; })) return {};
    return std::exchange(claimed_, claimed_ + options_.batch);
  }

  void prepare_ahead(const std::stop_token& stop) {
    work_in_background();  // the threads that train come first
    try {
      Shuffle shuffle(pictures_.count(), options_);
      while (const auto position = claim(stop)) {
        Composed made = compose(pictures_, options_, format_, shuffle, *bad_, *position);
        {
          const std::lock_guard lock(mutex_);
          ready_.emplace(*position, std::move(made));
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
  at::MemoryFormat format_;
  int64_t position_, claimed_;
  double waited_ = 0;
  std::shared_ptr<Bad> bad_;
  std::vector<int64_t> last_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<int64_t, Composed> ready_;  // by position
  std::exception_ptr failure_;
  std::deque<std::jthread> workers_;  // last, so that they end first
};

BatchOptions batch_options(const TrainOptions& o) {
  return {.batch = o.batch,
          .augment = o.data.augment,
          .seed = o.seed,
          .max_bad = o.max_bad,
          .known = o.loss.semi ? o.loss.semi_labels : 1};
}

bool holds_out(const BatchOptions& o, int64_t index) {
  if (o.known == 1) return false;
  return Random(o.seed, Stream::kHoldOut, 0, 0, static_cast<uint64_t>(index)).uniform() >= o.known;
}

Random augmentation(const BatchOptions& o, int64_t epoch, int64_t index) {
  return {o.seed, Stream::kAugment, o.attempt, static_cast<uint64_t>(epoch),
          static_cast<uint64_t>(index)};
}

Batches::Batches(const PictureSet& pictures, const BatchOptions& options, Device device,
                 int64_t position)
    : dealer_(std::make_unique<Dealer>(pictures, options, device, position,
                                       std::make_shared<Bad>(pictures.count(), options.max_bad))) {}
Batches::~Batches() = default;
Batch Batches::next() { return dealer_->next(); }
Batch Batches::last() { return dealer_->last(); }
std::vector<std::string> Batches::last_names() const { return dealer_->last_names(); }
void Batches::go_to(uint64_t attempt, int64_t position) {
  dealer_ = dealer_->moved(attempt, position);
}
std::vector<BadPicture> Batches::take_bad() { return dealer_->bad()->take_news(); }
int64_t Batches::pictures() const { return dealer_->pictures(); }
int64_t Batches::position() const { return dealer_->position(); }
double Batches::waited() const { return dealer_->waited(); }

}  // namespace wgan
