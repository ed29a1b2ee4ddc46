#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "wgan/base/error.h"
#include "wgan/formats/archive_reader.h"

namespace wgan {

/// The contents of members of an archive, for several threads at once. It is quick if the threads
/// together ask in the archive's order. A zip archive gets a reader for each thread, because what
/// a reader passes over is not unpacked. Everything before a member of a compressed tar archive
/// must be unpacked: there one reader keeps what others are about to ask for.
class ArchiveMembers {
 public:
  /// Reads a member to which the reader has come. Errors of kind kData concern that member alone.
  using Read = std::function<std::string(ArchiveReader& at_member)>;

  /// `positions` of the members that may be asked for, among all members, ascending. `skips`: the
  /// archive's ArchiveReader::skips_unread.
  ArchiveMembers(Path path, bool skips, std::vector<int64_t> positions, Read read);

  /// Returns what the member at `position` holds. Throws what `read` throws, and Error(kDisk) if
  /// the archive has changed.
  std::string contents(int64_t position);

 private:
  struct Contents {
    std::string bytes{};
    std::optional<Error> error{};
  };
  struct Reader {
    std::unique_ptr<ArchiveReader> archive;
    int64_t next = 0;  // position of the member to which it comes next
  };
  /// What was read before it was asked for; drops the first ones if that is too much.
  struct Kept {
    std::map<int64_t, Contents> by_position{};
    size_t bytes = 0;
    void add(int64_t position, Contents contents);
    std::optional<Contents> take(int64_t position);
  };

  std::optional<Reader> take_reader(int64_t position);
  Contents go_to(Reader& reader, int64_t position, Kept& passed) const;
  Contents read_here(Reader& reader) const;

  Path path_;
  std::vector<int64_t> positions_;
  Read read_;
  size_t most_readers_;

  std::mutex mutex_;
  std::condition_variable given_back_;
  std::vector<Reader> idle_;
  size_t in_use_ = 0;  // readers
  Kept kept_;
};

}  // namespace wgan
