#pragma once

#include <torch/csrc/distributed/c10d/Store.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace wgan {

/// Values of the store.
inline std::vector<uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }
inline std::string text_of(const std::vector<uint8_t>& bytes) {
  return {bytes.begin(), bytes.end()};
}

/// A connection to the store that gives up in time: a store whose host is cut off keeps the thread
/// that asks it for a quarter of an hour. Operations run in a thread of their own, which is left
/// behind if it does not come back.
class TimedStore {
 public:
  using StorePtr = c10::intrusive_ptr<c10d::Store>;
  /// Thrown if the store does not answer.
  struct Silent : std::runtime_error {
    Silent() : std::runtime_error("the store does not answer") {}
  };

  TimedStore(StorePtr store, std::chrono::milliseconds timeout);
  ~TimedStore();
  TimedStore(const TimedStore&) = delete;
  TimedStore& operator=(const TimedStore&) = delete;

  /// Returns what `work(store)` returns. Throws Silent, and what `work` throws.
  template <typename Work>
  auto call(const Work& work, std::chrono::milliseconds limit = std::chrono::hours(1)) const
      -> decltype(work(std::declval<c10d::Store&>())) {
    using Result = decltype(work(std::declval<c10d::Store&>()));
    const auto promise = std::make_shared<std::promise<Result>>();
    auto future = promise->get_future();
    hand_over([promise, work](c10d::Store& store) {
      try {
        if constexpr (std::is_void_v<Result>) {
          work(store);
          promise->set_value();
        } else promise->set_value(work(store));
      } catch (...) {
        promise->set_exception(std::current_exception());
      }
    });
    if (future.wait_for(std::min(limit, timeout_)) != std::future_status::ready) {
      leave_behind();
      throw Silent();
    }
    return future.get();
  }

  void set(const std::string& key, const std::string& text) const {
    call([=](c10d::Store& store) { store.set(key, bytes_of(text)); });
  }
  bool has(const std::string& key) const {
    return call([=](c10d::Store& store) { return store.check({key}); });
  }
  /// Returns the text of a key that is there.
  std::string get(const std::string& key) const {
    return call([=](c10d::Store& store) { return text_of(store.get(key)); });
  }
  int64_t add(const std::string& key, int64_t number) const {
    return call([=](c10d::Store& store) { return store.add(key, number); });
  }

 private:
  struct Worker;
  void hand_over(std::function<void(c10d::Store&)> work) const;
  void leave_behind() const;

  std::chrono::milliseconds timeout_;
  std::shared_ptr<Worker> worker_;
};

}  // namespace wgan
