#pragma once

#include <torch/csrc/distributed/c10d/Store.hpp>

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "wgan/base/clock.h"

namespace wgan {

/// Values of the store.
inline std::vector<uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }
inline std::string text_of(const std::vector<uint8_t>& bytes) {
  return {bytes.begin(), bytes.end()};
}

/// Tells the other ranks, once a second, that this one lives, how many exchanges it has begun and
/// what it is busy with. A thread of its own does so, over a connection of its own.
class Pulse {
 public:
  Pulse(const c10::intrusive_ptr<c10d::Store>& store, int64_t rank);
  ~Pulse();
  Pulse(const Pulse&) = delete;
  Pulse& operator=(const Pulse&) = delete;

  void count_exchange() { ++exchanges_; }
  int64_t exchanges() const { return exchanges_; }
  void set_occupation(const std::string& text);

 private:
  void beat(const std::stop_token& stop);

  c10::intrusive_ptr<c10d::Store> store_;
  int64_t rank_;
  std::atomic<int64_t> exchanges_{0};
  std::mutex mutex_;
  std::string occupation_;
  std::jthread thread_;  // last, so that it ends first
};

/// What this rank sees of the others' pulses while it waits for them.
class Watch {
 public:
  /// `names` are those of the ranks, for messages.
  Watch(c10::intrusive_ptr<c10d::Store> store, int64_t rank, std::vector<std::string> names,
        double timeout);

  /// Returns why waiting on is in vain; nothing if it is not. `waited` is in seconds, `exchanges`
  /// the number that this rank has begun.
  std::optional<std::string> trouble(double waited, int64_t exchanges);
  /// Returns what ended the exchange that failed with `message`. Takes up to some seconds.
  std::string cause_of(const std::string& message);
  /// Whether, as far as is known, no lower rank lives to tell the user what happened.
  bool speaks() const;
  /// Returns how many of the others are known to be gone.
  int64_t lost() const;

 private:
  struct Sight {
    std::string beat;
    Clock::time_point changed = Clock::now();
    bool gone = false;
  };
  bool look();
  std::optional<std::string> told();

  c10::intrusive_ptr<c10d::Store> store_;
  int64_t rank_;
  std::vector<std::string> names_;
  double timeout_;
  std::vector<Sight> sights_;
  bool store_gone_ = false;
};

/// The key under which a rank says why it ends early.
std::string farewell_key(int64_t rank);

}  // namespace wgan
