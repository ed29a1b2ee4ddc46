#include "wgan/run/event_file.h"

#include <chrono>

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
}

void EventFile::go_back(int64_t step) {
  constexpr size_t kHead = 2;  // the records of begin_events
  const std::vector<int64_t> numbers = folder_.event_files();
  const Path newest = folder_.events(numbers.empty() ? 0 : numbers.back());
  const std::string before = step >= 0 && !numbers.empty() ? read_file(newest) : "";
  const auto places = places_of_events(before);
  const std::string head = begin_events(wall_time());
  std::string kept = head;
  for (size_t i = kHead; i < places.size(); ++i) {
    if (places[i].step <= step)
      kept.append(before, places[i].begin, places[i].end - places[i].begin);
  }
  empty_ = kept.size() == head.size();
  // An intact file without later events has the length of what is kept.
  if (places.size() >= kHead && kept.size() == before.size()) {
    file_.emplace(newest);
    return;
  }
  const Path next = numbers.empty() ? newest : folder_.events(numbers.back() + 1);
  write_atomically(next, kept);
  for (const int64_t number : numbers) remove_file(folder_.events(number));
  file_.emplace(next);
}

}  // namespace wgan
