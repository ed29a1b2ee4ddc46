#include "archive_members.h"

#include <algorithm>
#include <utility>

#include "wgan/sets/image_source.h"

namespace wgan {
namespace {

/// A reader of a zip archive holds an entry for each member.
size_t most_readers(int64_t members) {
  constexpr size_t kEntry = 256, kAll = 256 << 20;  // bytes, about
  return std::clamp<size_t>(kAll / kEntry / static_cast<size_t>(std::max<int64_t>(members, 1)), 1,
                            64);
}

}  // namespace

ArchiveMembers::ArchiveMembers(About about, Read read)
    : about_(std::move(about)),
      identity_(file_identity(about_.path)),
      read_(std::move(read)),
      most_readers_(about_.skips ? most_readers(about_.members) : 1) {}

void ArchiveMembers::Kept::add(int64_t position, Contents contents) {
  constexpr size_t kMost = 256 << 20;  // bytes
  take(position);
  bytes += contents.bytes.size();
  by_position[position] = std::move(contents);
  while (bytes > kMost) take(by_position.begin()->first);
}

std::optional<ArchiveMembers::Contents> ArchiveMembers::Kept::take(int64_t position) {
  auto node = by_position.extract(position);
  if (!node) return std::nullopt;
  bytes -= node.mapped().bytes.size();
  return std::move(node.mapped());
}

std::string ArchiveMembers::contents(int64_t position) {
  Contents found = find(position);
  if (found.error) throw Error(*found.error);
  return std::move(found.bytes);
}

ArchiveMembers::Contents ArchiveMembers::find(int64_t position) {
  std::optional<Place> place;
  {
    std::unique_lock lock(mutex_);
    std::optional<Contents> kept;
    const auto mine = waiting_.insert(position);
    changed_.wait(lock, [&] {
      if (waiting_.begin() != mine) return false;  // another goes first
      kept = kept_.take(position);
      if (!kept) place = take_place(position);
      return kept || place;
    });
    waiting_.erase(mine);
    changed_.notify_all();
    if (kept) return std::move(*kept);
  }
  Kept passed;
  try {
    Contents found = go_to(*place, position, passed);
    give_back(std::move(place), position, std::move(passed));
    return found;
  } catch (...) {
    give_back(std::nullopt, position, {});
    throw;
  }
}

/// Returns the idle reader that has the shortest way to `position`, one at the start in place of it
/// if all are past it, a new one if none is idle, or nothing if no more may be opened.
std::optional<ArchiveMembers::Place> ArchiveMembers::take_place(int64_t position) {
  const auto worse = [&](const Place& a, const Place& b) {
    return std::pair(a.next <= position, a.next) < std::pair(b.next <= position, b.next);
  };
  Place place;
  if (const auto best = std::max_element(idle_.begin(), idle_.end(), worse); best != idle_.end()) {
    if (best->next <= position) place = std::move(*best);
    idle_.erase(best);
  } else if (in_use_ == most_readers_) {
    return std::nullopt;
  }
  if (!place.reader) {
    kept_ = {};
    ended_ = false;
  }
  ++in_use_;
  return place;
}

void ArchiveMembers::give_back(std::optional<Place> place, int64_t position, Kept passed) {
  const std::lock_guard lock(mutex_);
  --in_use_;
  changed_.notify_all();
  if (position == about_.positions.back()) ended_ = true;
  try {
    if (ended_) idle_.clear();
    else if (place) idle_.push_back(std::move(*place));
    for (auto& [at, one] : passed.by_position) kept_.add(at, std::move(one));
  } catch (const std::bad_alloc&) {  // they are read again
    kept_ = {};
  }
}

ArchiveMembers::Contents ArchiveMembers::read_here(Place& place) const {
  try {
    return {.bytes = read_(*place.reader)};
  } catch (const Error& error) {
    return {.error = error};
  }
}

ArchiveMembers::Contents ArchiveMembers::go_to(Place& place, int64_t position, Kept& passed) const {
  constexpr int64_t kNear = 256;  // members; more than there are threads
  const Error changed(ExitCode::kDisk, "the archive has changed meanwhile");
  if (!place.reader) {
    if (file_identity(about_.path) != identity_) throw changed;
    place = {.reader = std::make_unique<ArchiveReader>(about_.path)};
  }
  while (true) {
    const int64_t here = place.next++;
    if (!place.reader->next()) throw changed;
    if (here == position) return read_here(place);
    const bool is_wanted =
        most_readers_ == 1 && position - here <= kNear &&
        std::binary_search(about_.positions.begin(), about_.positions.end(), here);
    if (is_wanted) passed.add(here, read_here(place));
  }
}

}  // namespace wgan
