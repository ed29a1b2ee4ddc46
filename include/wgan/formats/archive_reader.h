#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wgan/files/files.h"

struct archive;

namespace wgan {

/// Whether the name ends like that of an archive that can be read: .zip, .tar, .tar.gz, .tgz,
/// .tar.zst.
bool is_archive_name(const std::string& name);
/// Returns the name without that ending.
std::string without_archive_ending(const std::string& name);

/// Reads an archive from its start to its end, by libarchive. Writes nothing to the disk.
class ArchiveReader {
 public:
  struct Member {
    std::string name;  // may hold any byte
    bool is_file = false;
    bool is_folder = false;
    bool is_encrypted = false;
  };

  /// Throws Error(kData), whose message is the reason alone, if the file is no such archive, and
  /// Error(kDisk) if it cannot be opened.
  explicit ArchiveReader(const Path& path);
  /// Reads an archive in memory, which must outlive the reader.
  explicit ArchiveReader(std::string_view bytes);
  ~ArchiveReader();
  ArchiveReader(const ArchiveReader&) = delete;
  ArchiveReader& operator=(const ArchiveReader&) = delete;

  /// Goes to the next member and returns it, or nothing at the end. Throws Error(kData), whose
  /// message is the reason alone, if the archive is damaged here, or unpacks to so many times its
  /// size that it can only be meant to do harm.
  std::optional<Member> next();

  /// Whether a member that is not read costs no unpacking. Known after the first `next`.
  bool skips_unread() const;

  /// Returns the contents of the member. `check` is called with their first bytes, kFront or more
  /// if there are so many, and may throw what spares reading the rest. Throws Error(kData), whose
  /// message is the reason alone, if they are damaged or have more than `most` bytes.
  std::string read(int64_t most, const std::function<void(std::string_view front)>& check = {});

  /// Returns the first `count` bytes of the member's contents, instead of `read`; fewer if there
  /// are no more. Throws Error(kData) likewise.
  std::string front(size_t count);

  static constexpr size_t kFront = 1 << 16;

 private:
  ArchiveReader();
  void check_ratio(int64_t next_member) const;

  struct Close {
    void operator()(archive* open) const;
  };
  std::unique_ptr<archive, Close> archive_;
  int64_t packed_ = 0;                                  // bytes of the archive
  std::vector<char> part_ = std::vector<char>(kFront);  // of a member, on its way
};

}  // namespace wgan
