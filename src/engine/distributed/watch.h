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
  /// `names` are those of the ranks, for messages; `timeout` is in seconds. `host` is who serves
  /// the store.
  Watch(const TimedStore::StorePtr& store, int64_t rank, std::vector<std::string> names,
        double timeout, std::string host);
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
  /// Returns the words for an end that some rank has published: "2 stopped: the disk is full".
  std::string words_for(const std::string& end) const;
  /// Whether, as far as is known, no lower rank lives to tell the user what happened.
  bool speaks() const;
  /// Returns how many of the others give no sign of life.
  int64_t silent() const;
  bool store_is_gone() const;

 private:
  /// What is known of a rank.
  struct Sight {
    std::string beat;
    Clock::time_point changed = Clock::now();
  };

  void run(const std::stop_token& stop);
  void look();
  bool is_silent(size_t rank) const;

  TimedStore store_;
  int64_t rank_;
  std::vector<std::string> names_;
  double timeout_;
  std::string host_;
  std::atomic<int64_t> exchanges_{0};
  std::atomic<bool> waits_{false};

  mutable std::mutex mutex_;  // for what follows
  std::string occupation_;
  std::vector<Sight> sights_;
  std::optional<std::string> end_;  // as a rank has published it
  bool store_gone_ = false;
  Clock::time_point answered_ = Clock::now();  // when the store last did

  std::jthread thread_;  // last, so that it ends first
};

/// The key under which the first rank that knows says how the run ended, and by which rank.
inline constexpr const char* kEnd = "end";

}  // namespace wgan
