#include "archive_members.h"

#include <algorithm>
#include <utility>

namespace wgan {
namespace {

/// A reader of a zip archive holds an entry for each member.
size_t most_readers(size_t members) {
  constexpr size_t kEntry = 256, kAll = 256 << 20;  // bytes, about
  return std::clamp<size_t>(kAll / kEntry / std::max<size_t>(members, 1), 1, 64);
}

}  // namespace

ArchiveMembers::ArchiveMembers(Path path, bool skips, std::vector<int64_t> positions, Read read)
    : path_(std::move(path)),
      positions_(std::move(positions)),
      read_(std::move(read)),
      most_readers_(skips ? most_readers(positions_.size()) : 1) {}

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
  std::unique_lock lock(mutex_);
  std::optional<Contents> found;
  while (!(found = kept_.take(position))) {
    std::optional<Reader> reader = take_reader(position);
    if (!reader) {
      given_back_.wait(lock);
      continue;
    }
    lock.unlock();
    Kept passed;
    std::exception_ptr failure;
    try {
      found = go_to(*reader, position, passed);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    --in_use_;
    if (!failure) idle_.push_back(std::move(*reader));
    for (auto& [at, contents] : passed.by_position) kept_.add(at, std::move(contents));
    given_back_.notify_all();
    if (failure) std::rethrow_exception(failure);
    break;
  }
  if (found->error) throw Error(*found->error);
  return std::move(found->bytes);
}

/// Returns the idle reader that has the shortest way to `position`, one at the start in place of it
/// if all are past it, a new one if none is idle, or nothing if no more may be opened.
std::optional<ArchiveMembers::Reader> ArchiveMembers::take_reader(int64_t position) {
  const auto worse = [&](const Reader& a, const Reader& b) {
    return std::pair(a.next <= position, a.next) < std::pair(b.next <= position, b.next);
  };
  Reader reader;
  if (const auto best = std::max_element(idle_.begin(), idle_.end(), worse); best != idle_.end()) {
    if (best->next <= position) reader = std::move(*best);
    idle_.erase(best);
  } else if (in_use_ == most_readers_) {
    return std::nullopt;
  }
  if (!reader.archive) kept_ = {};
  ++in_use_;
  return reader;
}

ArchiveMembers::Contents ArchiveMembers::read_here(Reader& reader) const {
  try {
    return {.bytes = read_(*reader.archive)};
  } catch (const Error& error) {
    return {.error = error};
  }
}

ArchiveMembers::Contents ArchiveMembers::go_to(Reader& reader, int64_t position,
                                               Kept& passed) const {
  if (!reader.archive) reader = {.archive = std::make_unique<ArchiveReader>(path_)};
  constexpr int64_t kNear = 256;  // members; more than there are threads
  while (true) {
    const int64_t here = reader.next++;
    if (!reader.archive->next()) throw Error(ExitCode::kDisk, "the archive has changed meanwhile");
    if (here == position) return read_here(reader);
    const bool is_wanted = most_readers_ == 1 && position - here <= kNear &&
                           std::binary_search(positions_.begin(), positions_.end(), here);
    if (is_wanted) passed.add(here, read_here(reader));
  }
}

}  // namespace wgan
