#include "timed_store.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace wgan {

/// The thread holds its part, so that it can be left behind.
struct TimedStore::Worker {
  StorePtr store;
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<std::function<void(c10d::Store&)>> work;
  bool stops = false;
  std::atomic<bool> left_behind{false};
  std::thread thread;

  void run() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [&] { return stops || work; });
      if (!work) return;
      const auto now = std::move(*work);
      work.reset();
      lock.unlock();
      now(*store);
      lock.lock();
    }
  }
};

TimedStore::TimedStore(StorePtr store, std::chrono::milliseconds timeout)
    : timeout_(timeout), worker_(std::make_shared<Worker>()) {
  worker_->store = std::move(store);
  worker_->thread = std::thread([worker = worker_] { worker->run(); });
}

TimedStore::~TimedStore() {
  {
    const std::lock_guard lock(worker_->mutex);
    worker_->stops = true;
  }
  worker_->changed.notify_all();
  if (worker_->left_behind) worker_->thread.detach();
  else worker_->thread.join();
}

void TimedStore::hand_over(std::function<void(c10d::Store&)> work) const {
  if (worker_->left_behind) throw Silent();
  {
    const std::lock_guard lock(worker_->mutex);
    worker_->work = std::move(work);
  }
  worker_->changed.notify_all();
}

void TimedStore::leave_behind() const { worker_->left_behind = true; }

}  // namespace wgan
