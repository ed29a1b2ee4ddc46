#include "watch.h"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <utility>

#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr std::chrono::milliseconds kBeat{1000};
constexpr double kBeatSeconds = 1;

std::string beat_key(int64_t rank) { return cat("beat/", rank); }

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
             double timeout)
    : store_(store->clone(),
             std::chrono::milliseconds(static_cast<int64_t>(1000 * std::max(2.0, timeout)))),
      rank_(rank),
      names_(std::move(names)),
      timeout_(timeout),
      sights_(names_.size()) {
  store_.set(beat_key(rank_), "0 0 ");
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
  std::optional<std::string> farewell;
  if (store_.has(kFarewell)) farewell = store_.get(kFarewell);
  const std::lock_guard lock(mutex_);
  for (size_t i = 0; i < beats.size(); ++i) {
    std::string beat = text_of(beats[i]);
    if (beat != sights_[i].beat) sights_[i] = {std::move(beat)};
  }
  if (!farewell) return;
  const std::string who = farewell->substr(0, farewell->find(' '));
  const auto rank = to_unsigned(who);
  if (rank && *rank < names_.size() && static_cast<int64_t>(*rank) != rank_)
    farewell_ = cat(names_[*rank], " stopped: ", farewell->substr(who.size() + 1));
}

std::string Watch::gone(size_t rank, const std::string& how) {
  sights_[rank].gone = true;
  return cat(names_[rank], how);
}

std::optional<std::string> Watch::trouble(double waited) {
  const bool waited_before = waits_.exchange(true);
  const std::lock_guard lock(mutex_);
  if (farewell_) return farewell_;
  if (store_gone_ || seconds_since(answered_) > timeout_ + 2 * kBeatSeconds)
    return gone(0, " has ended, or cannot be reached");
  if (!waited_before) {
    for (Sight& sight : sights_) sight.changed = Clock::now();
    return std::nullopt;
  }
  const auto silence = [&](size_t i) { return seconds_since(sights_[i].changed); };
  const auto stands_still = [&](size_t i) {
    return gone(i, cat(" has stood still for ", duration(std::round(std::max(silence(i), waited))),
                       ": it was stopped, or its machine cannot be reached"));
  };
  std::optional<size_t> late;
  bool busy = false;
  for (size_t i = 0; i < sights_.size(); ++i) {
    if (static_cast<int64_t>(i) == rank_) continue;
    if (silence(i) > timeout_) return stands_still(i);
    const Beat beat = parse(sights_[i].beat);
    busy = busy || !beat.occupation.empty();
    if (beat.exchanges < exchanges_ && !late) late = i;
  }
  // Two beats more show whether the late one lives.
  if (busy || waited <= timeout_ + 2 * kBeatSeconds || !late) return std::nullopt;
  if (silence(*late) > 1.5 * kBeatSeconds) return stands_still(*late);
  return gone(*late,
              cat(" lives, but the others have waited for it for ", duration(std::round(waited)),
                  "; if its updates take that long, raise --peer-timeout"));
}

std::string Watch::cause_of(const std::string& message) {
  constexpr double kPatience = 4 * kBeatSeconds;
  const auto began = Clock::now();
  waits_ = true;
  while (seconds_since(began) < kPatience) {
    {
      const std::lock_guard lock(mutex_);
      if (farewell_) return *farewell_;
      if (store_gone_) break;
    }
    std::this_thread::sleep_for(kBeat / 20);
  }
  const std::lock_guard lock(mutex_);
  if (store_gone_ || answered_ < began) return gone(0, " has ended, or cannot be reached");
  for (size_t i = 0; i < sights_.size(); ++i) {
    if (static_cast<int64_t>(i) == rank_ || sights_[i].changed > began + 2 * kBeat) continue;
    return gone(i, " has ended without a word: it was killed, or its machine is gone");
  }
  return cat("the exchange with the other ranks failed: ", message);
}

bool Watch::speaks() const {
  const std::lock_guard lock(mutex_);
  return std::all_of(sights_.begin(), sights_.begin() + rank_,
                     [](const Sight& sight) { return sight.gone; });
}

int64_t Watch::lost() const {
  const std::lock_guard lock(mutex_);
  return std::count_if(sights_.begin(), sights_.end(), [](const Sight& s) { return s.gone; });
}

}  // namespace wgan
