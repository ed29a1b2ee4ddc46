#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

/// The only code that opens files for writing. Errors are Error(kDisk) with the path and the
/// system's reason.
namespace wgan {

using Path = std::filesystem::path;

/// The whole file. Throws Error(kDisk) if it cannot be read or is larger than `most` bytes.
std::string read_file(const Path& path, uint64_t most = uint64_t{1} << 40);

/// As read_file, for a file that a flag names: Error(kUsage), at most 1 MiB.
std::string read_text_file(const Path& path);

/// Puts `contents` at `path` so that at any moment, also after a crash, the file is the old one or
/// the new one, whole: written to a temporary name in the same folder, synced, renamed, the folder
/// synced.
void write_atomically(const Path& path, std::string_view contents);

/// The same without waiting for the disk, for files that are many and can be made again.
void write_unsynced(const Path& path, std::string_view contents);

/// A log that only grows by whole lines, each in one write.
class AppendLog {
 public:
  explicit AppendLog(const Path& path);
  ~AppendLog();
  AppendLog(const AppendLog&) = delete;
  AppendLog& operator=(const AppendLog&) = delete;

  /// `line` without its end.
  void write(std::string_view line);
  /// Bytes so far: what `cut` goes back to.
  int64_t size() const;
  /// Forgets all after the first `size` bytes; does nothing if there are fewer.
  void cut(int64_t size);

 private:
  Path path_;
  int file_ = -1;
};

/// Holds a folder for this process until it ends, also by a crash. Throws Error(kBusy) if another
/// process holds it.
class FolderLock {
 public:
  explicit FolderLock(const Path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int file_ = -1;
};

/// Makes the folder and those above it. Throws Error(kDisk).
void make_folder(const Path& path);

/// True if the folder is missing or has nothing in it. Throws Error(kUsage) if `path` is something
/// else.
bool is_new_or_empty(const Path& path);

/// Where things that can be made again are kept: $XDG_CACHE_HOME/wgan or ~/.cache/wgan. Throws
/// Error(kDisk) if neither is known.
Path cache_folder();

/// Claims and makes the next free `parent/NNN-name`; two starts at once get different ones.
Path make_numbered_folder(const Path& parent, const std::string& name);

}  // namespace wgan
