#include "watch.h"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <utility>

#include "meeting.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr std::chrono::milliseconds kBeat{1000};
constexpr double kBeatSeconds = 1;

/// What a beat says: "12 345 saving" is beat 12, after 345 exchanges, of a rank that saves.
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

}  // namespace

Watch::Watch(const TimedStore::StorePtr& store, int64_t rank, std::vector<std::string> names,
             double timeout, std::string host)
    : store_(store->clone(),
             std::chrono::milliseconds(static_cast<int64_t>(1000 * std::max(2.0, timeout)))),
      rank_(rank),
      names_(std::move(names)),
      timeout_(timeout),
      host_(std::move(host)),
      sights_(names_.size()) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

Watch::~Watch() = default;

void Watch::set_occupation(const std::string& text) {
  const std::lock_guard lock(mutex_);
  occupation_ = text;
}

void Watch::run(const std::stop_token& stop) {
  std::condition_variable_any never;
  try {
    for (int64_t i = 1; !stop.stop_requested(); ++i) {
      std::string text;
      {
        std::unique_lock lock(mutex_);
        never.wait_for(lock, stop, kBeat, [] { return false; });
        text = cat(i, " ", exchanges_.load(), " ", occupation_);
      }
      store_.set(beat_key(rank_), text);
      if (waits_) look();
      const std::lock_guard lock(mutex_);
      answered_ = Clock::now();
    }
  } catch (const std::exception&) {
    const std::lock_guard lock(mutex_);
    store_gone_ = true;
  }
}

/// Reads what the others say.
void Watch::look() {
  std::vector<std::string> keys;
  for (size_t i = 0; i < names_.size(); ++i) keys.push_back(beat_key(static_cast<int64_t>(i)));
  const auto beats = store_.call([=](c10d::Store& store) { return store.multiGet(keys); });
  std::optional<std::string> end;
  if (store_.has(kEnd)) end = store_.get(kEnd);
  const std::lock_guard lock(mutex_);
  for (size_t i = 0; i < beats.size(); ++i) {
    std::string beat = text_of(beats[i]);
    if (beat != sights_[i].beat) sights_[i] = {std::move(beat)};
  }
  if (end) end_ = end;
}

std::string Watch::words_for(const std::string& end) const {
  const size_t space = std::min(end.find(' '), end.size());
  const auto rank = to_unsigned(end.substr(0, space));
  const std::string words = end.substr(std::min(space + 1, end.size()));
  return rank && *rank < names_.size() ? cat(names_[*rank], " ", words) : words;
}

bool Watch::is_silent(size_t rank) const {
  return seconds_since(sights_[rank].changed) > 2.5 * kBeatSeconds;
}

std::optional<std::string> Watch::trouble(double waited) {
  const bool waited_before = waits_.exchange(true);
  const std::lock_guard lock(mutex_);
  if (end_) return end_;
  if (store_gone_ || seconds_since(answered_) > timeout_ + 2 * kBeatSeconds) {
    store_gone_ = true;
    return host_;
  }
  if (!waited_before) {
    for (Sight& sight : sights_) sight.changed = Clock::now();
    return std::nullopt;
  }
  const auto silence = [&](size_t i) { return seconds_since(sights_[i].changed); };
  const auto stands_still = [&](size_t i) {
    return cat(i, " has stood still for ", duration(std::round(std::max(silence(i), waited))),
               ": it was stopped, or its machine cannot be reached");
  };
  std::optional<size_t> late;
  bool busy = false;
  for (size_t i = 0; i < sights_.size(); ++i) {
    if (static_cast<int64_t>(i) == rank_) continue;
    if (silence(i) > std::max(timeout_, 4 * kBeatSeconds)) return stands_still(i);
    const Beat beat = parse(sights_[i].beat);
    busy = busy || !beat.occupation.empty();
    if (beat.exchanges < exchanges_ && !late) late = i;
  }
  // Two beats more show whether the late one lives.
  if (busy || waited <= timeout_ + 2 * kBeatSeconds || !late) return std::nullopt;
  if (silence(*late) > 1.5 * kBeatSeconds) return stands_still(*late);
  return cat(*late, " lives, but the others have waited for it for ", duration(std::round(waited)),
             "; if its updates take that long, raise --peer-timeout");
}

std::string Watch::cause_of(const std::string& message) {
  constexpr double kPatience = 4 * kBeatSeconds;
  const auto began = Clock::now();
  {
    const std::lock_guard lock(mutex_);
    for (Sight& sight : sights_) sight.changed = began;
  }
  waits_ = true;
  while (seconds_since(began) < kPatience) {
    {
      const std::lock_guard lock(mutex_);
      if (end_) return *end_;
      if (store_gone_) break;
    }
    std::this_thread::sleep_for(kBeat / 20);
  }
  const std::lock_guard lock(mutex_);
  if (store_gone_ || answered_ < began) {
    store_gone_ = true;
    return host_;
  }
  for (size_t i = 0; i < sights_.size(); ++i) {
    if (static_cast<int64_t>(i) == rank_ || !is_silent(i)) continue;
    return cat(i, " has ended without a word: it was killed, or its machine is gone");
  }
  return cat("? the exchange with the other ranks failed: ", message);
}

bool Watch::speaks() const {
  const std::lock_guard lock(mutex_);
  if (store_gone_) return true;  // nobody knows of the others
  for (int64_t i = 0; i < rank_; ++i) {
    if (!is_silent(static_cast<size_t>(i))) return false;
  }
  return true;
}

int64_t Watch::silent() const {
  const std::lock_guard lock(mutex_);
  int64_t count = 0;
  for (size_t i = 0; i < sights_.size(); ++i)
    count += static_cast<int64_t>(i) != rank_ && is_silent(i) ? 1 : 0;
  return count;
}

bool Watch::store_is_gone() const {
  const std::lock_guard lock(mutex_);
  return store_gone_;
}

}  // namespace wgan
