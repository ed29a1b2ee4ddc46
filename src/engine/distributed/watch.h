#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "timed_store.h"
#include "wgan/base/clock.h"

namespace wgan {

/// Tells the other ranks, once a second, that this one lives, how many exchanges it has begun and
/// what it is busy with; and sees the same of them while this rank waits. A thread of its own does
/// so, over a connection of its own.
class Watch {
 public:
  /// `names` are those of the ranks, for messages; `timeout` is in seconds.
  Watch(const TimedStore::StorePtr& store, int64_t rank, std::vector<std::string> names,
        double timeout);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  void count_exchange() { ++exchanges_; }
  void set_occupation(const std::string& text);

  /// Returns why waiting on is in vain, after so many seconds; nothing if it is not.
  std::optional<std::string> trouble(double waited);
  /// Says that this rank waits no longer.
  void rest() { waits_ = false; }
  /// Returns what ended the exchange that failed with `message`. Takes up to some seconds.
  std::string cause_of(const std::string& message);
  /// Whether, as far as is known, no lower rank lives to tell the user what happened.
  bool speaks() const;
  /// Returns how many of the others are known to be gone.
  int64_t lost() const;

 private:
  /// What is known of a rank.
  struct Sight {
    std::string beat;
    Clock::time_point changed = Clock::now();
    bool gone = false;
  };

  void run(const std::stop_token& stop);
  void look();
  std::string gone(size_t rank, const std::string& how);

  TimedStore store_;
  int64_t rank_;
  std::vector<std::string> names_;
  double timeout_;
  std::atomic<int64_t> exchanges_{0};
  std::atomic<bool> waits_{false};

  mutable std::mutex mutex_;  // for what follows
  std::string occupation_;
  std::vector<Sight> sights_;
  std::optional<std::string> farewell_;  // of a rank that ended early
  bool store_gone_ = false;
  Clock::time_point answered_ = Clock::now();  // when the store last did

  std::jthread thread_;  // last, so that it ends first
};

/// The key under which the first rank to end early says why: "2 the disk is full".
inline constexpr const char* kFarewell = "farewell";

}  // namespace wgan
