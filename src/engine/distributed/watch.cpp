#include "watch.h"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <utility>

#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr auto kBeat = std::chrono::milliseconds(1000);

std::string beat_key(int64_t rank) { return cat("beat/", rank); }

/// Parts of a beat: "12 345 saving".
struct Beat {
  int64_t exchanges = 0;
  std::string occupation;
};
Beat parse(const std::string& text) {
  const auto words = split(text, ' ');
  Beat beat;
  if (words.size() > 1) beat.exchanges = static_cast<int64_t>(to_unsigned(words[1]).value_or(0));
  if (words.size() > 2) beat.occupation = text.substr(words[0].size() + words[1].size() + 2);
  return beat;
}

std::string whole_seconds(double seconds) { return duration(std::round(seconds)); }

}  // namespace

std::string farewell_key(int64_t rank) { return cat("farewell/", rank); }

Pulse::Pulse(const c10::intrusive_ptr<c10d::Store>& store, int64_t rank)
    : store_(store->clone()), rank_(rank) {
  store_->set(beat_key(rank_), bytes_of("0 0 "));
  thread_ = std::jthread([this](const std::stop_token& stop) { beat(stop); });
}

Pulse::~Pulse() = default;

void Pulse::set_occupation(const std::string& text) {
  const std::lock_guard lock(mutex_);
  occupation_ = text;
}

void Pulse::beat(const std::stop_token& stop) {
  std::condition_variable_any never;
  for (int64_t i = 1; !stop.stop_requested(); ++i) {
    std::unique_lock lock(mutex_);
    never.wait_for(lock, stop, kBeat, [] { return false; });
    const std::string text = cat(i, " ", exchanges_.load(), " ", occupation_);
    lock.unlock();
    try {
      store_->set(beat_key(rank_), bytes_of(text));
    } catch (const std::exception&) {
      return;  // the store is gone, and the others with it
    }
  }
}

Watch::Watch(c10::intrusive_ptr<c10d::Store> store, int64_t rank, std::vector<std::string> names,
             double timeout)
    : store_(std::move(store)),
      rank_(rank),
      names_(std::move(names)),
      timeout_(timeout),
      sights_(names_.size()) {}

/// Reads the pulses. Returns whether the store still answers.
bool Watch::look() {
  if (store_gone_) return false;
  try {
    std::vector<std::string> keys;
    for (size_t i = 0; i < names_.size(); ++i) keys.push_back(beat_key(static_cast<int64_t>(i)));
    const auto beats = store_->multiGet(keys);
    for (size_t i = 0; i < beats.size(); ++i) {
      std::string beat = text_of(beats[i]);
      if (beat == sights_[i].beat) continue;
      sights_[i] = {std::move(beat)};
    }
    return true;
  } catch (const std::exception&) {
    store_gone_ = true;
    return false;
  }
}

std::optional<std::string> Watch::told() {
  if (store_gone_) return std::nullopt;
  for (size_t i = 0; i < names_.size(); ++i) {
    const auto rank = static_cast<int64_t>(i);
    if (rank == rank_) continue;
    try {
      if (!store_->check({farewell_key(rank)})) continue;
      return cat(names_[i], " stopped: ", text_of(store_->get(farewell_key(rank))));
    } catch (const std::exception&) {
      store_gone_ = true;
      return std::nullopt;
    }
  }
  return std::nullopt;
}

std::optional<std::string> Watch::trouble(double waited, int64_t exchanges) {
  if (!look()) {
    sights_[0].gone = true;
    return cat(names_[0], " has ended, or cannot be reached");
  }
  if (auto reason = told()) return reason;
  const auto silence = [&](size_t i) { return seconds_since(sights_[i].changed); };
  const auto stands_still = [&](size_t i) {
    sights_[i].gone = true;
    return cat(names_[i], " has stood still for ", whole_seconds(std::max(silence(i), waited)),
               ": it was stopped, or its machine cannot be reached");
  };
  std::optional<size_t> late;
  bool busy = false;
  for (size_t i = 0; i < sights_.size(); ++i) {
    if (static_cast<int64_t>(i) == rank_) continue;
    if (silence(i) > timeout_) return stands_still(i);
    const Beat beat = parse(sights_[i].beat);
    busy = busy || !beat.occupation.empty();
    if (beat.exchanges < exchanges && !late) late = i;
  }
  if (busy || waited <= timeout_ || !late) return std::nullopt;
  sights_[*late].gone = true;
  if (silence(*late) > 1.5 * std::chrono::duration<double>(kBeat).count())
    return stands_still(*late);
  return cat(names_[*late], " lives, but the others have waited for it for ", whole_seconds(waited),
             "; if its updates take that long, raise --peer-timeout");
}

std::string Watch::cause_of(const std::string& message) {
  constexpr double kPatience = 4;  // beats
  const auto began = Clock::now();
  for (Sight& sight : sights_) sight.changed = began;
  const bool answers = look();
  while (answers && seconds_since(began) < kPatience) {
    if (auto reason = told()) return *reason;
    std::this_thread::sleep_for(kBeat / 10);
    if (!look()) break;
  }
  if (!store_gone_) {
    for (size_t i = 0; i < sights_.size(); ++i) {
      if (static_cast<int64_t>(i) == rank_ || sights_[i].changed > began + 2 * kBeat) continue;
      sights_[i].gone = true;
      return cat(names_[i], " has ended without a word: it was killed, or its machine is gone");
    }
    return cat("the exchange with the other ranks failed: ", message);
  }
  sights_[0].gone = true;
  return cat(names_[0], " has ended, or cannot be reached");
}

int64_t Watch::lost() const {
  return std::count_if(sights_.begin(), sights_.end(), [](const Sight& s) { return s.gone; });
}

bool Watch::speaks() const {
  for (int64_t i = 0; i < rank_; ++i) {
    if (!sights_[static_cast<size_t>(i)].gone) return false;
  }
  return true;
}

}  // namespace wgan
