#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "wgan/base/error.h"
#include "wgan/formats/archive_reader.h"

namespace wgan {

/// The contents of members of an archive, for several threads at once. It is quick if the threads
/// together ask in the archive's order, and serves those first who ask for what comes first. A zip
/// archive gets a reader for each thread, because what a reader passes over is not unpacked.
/// Everything before a member of a compressed tar archive must be unpacked: there one reader keeps
/// what others are about to ask for.
class ArchiveMembers {
 public:
  /// Reads a member to which the reader has come. Errors of kind kData concern that member alone.
  using Read = std::function<std::string(ArchiveReader& at_member)>;

  struct About {
    Path path;
    bool skips = false;                // ArchiveReader::skips_unread
    int64_t members = 0;               // of any kind
    std::vector<int64_t> positions{};  // of those that may be asked for, among all, ascending
  };
  ArchiveMembers(About about, Read read);

  /// Returns what the member at `position` holds. Throws what `read` throws, and Error(kDisk) if
  /// the archive has changed.
  std::string contents(int64_t position);

 private:
  struct Contents {
    std::string bytes{};
    std::optional<Error> error{};
  };
  struct Place {
    std::unique_ptr<ArchiveReader> reader;
    int64_t next = 0;  // position of the member to which it comes next
  };
  /// What was read before it was asked for; drops the first ones if that is too much.
  struct Kept {
    std::map<int64_t, Contents> by_position{};
    size_t bytes = 0;
    void add(int64_t position, Contents contents);
    std::optional<Contents> take(int64_t position);
  };

  Contents find(int64_t position);
  std::optional<Place> take_place(int64_t position);
  void give_back(std::optional<Place> place, int64_t position, Kept passed);
  Contents go_to(Place& place, int64_t position, Kept& passed) const;
  Contents read_here(Place& place) const;

  const About about_;
  const std::string identity_;  // of the file
  const Read read_;
  const size_t most_readers_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::multiset<int64_t> waiting_;  // positions
  std::vector<Place> idle_;
  size_t in_use_ = 0;   // readers
  bool ended_ = false;  // whether the last member was read: readers are not kept any more
  Kept kept_;
};

}  // namespace wgan
