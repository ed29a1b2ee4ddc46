#include "wgan/run/event_file.h"

#include <chrono>

#include "wgan/files/blob.h"

namespace wgan {
namespace {

double wall_time() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

EventFile::EventFile(RunFolder folder, int64_t step) : folder_(std::move(folder)) { go_back(step); }

void EventFile::write(int64_t step, const EventSummary& summary) {
  if (summary.empty() || !file_) return;
  file_->append(event_record(wall_time(), step, summary));
  empty_ = false;
  unchanged_since_.reset();
}

void EventFile::go_back(int64_t step) {
  if (unchanged_since_ == step) return;
  unchanged_since_ = step;
  constexpr size_t kHead = 2;  // the records of begin_events
  const std::vector<int64_t> numbers = folder_.event_files();
  const Path newest = folder_.events(numbers.empty() ? 0 : numbers.back());
  const auto before = step >= 0 && !numbers.empty() ? open_blob(newest) : memory_blob("");
  const std::vector<EventPlace> places = places_of_events(*before);
  std::vector<EventPlace> kept;
  for (size_t i = kHead; i < places.size(); ++i) {
    if (places[i].step <= step) kept.push_back(places[i]);
  }
  empty_ = kept.empty();
  const auto remove_but = [&](int64_t last) {
    for (const int64_t number : numbers) {
      if (number != last) remove_file(folder_.events(number));
    }
  };
  const bool whole = !places.empty() && places.back().end == before->size();
  if (whole && kept.size() + kHead == places.size()) {
    remove_but(numbers.back());  // a kill may have left the one before
    file_.emplace(newest);
    return;
  }
  const int64_t number = numbers.empty() ? 0 : numbers.back() + 1;
  AtomicFile next(folder_.events(number));
  next.write(begin_events(wall_time()));
  for (const EventPlace& place : kept)
    next.write(before->read(place.begin, place.end - place.begin));
  next.commit(/*synced=*/true);
  remove_but(number);
  file_.emplace(folder_.events(number));
}

}  // namespace wgan
