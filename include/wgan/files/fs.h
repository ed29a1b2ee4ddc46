#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace wgan {

using Path = std::filesystem::path;

/// A name in an open folder. Operations on it act in that very folder, wherever `path` leads by
/// then.
struct FolderEntry {
  int folder;  // descriptor
  std::string name;
  Path path;  // as shown to people
};

/// The system calls that change a disk. Everything that this program writes goes through the
/// instance that `fs()` returns, so that a test can make any call fail, or end the process there.
/// The members are the system's calls of those names, relative to a folder: they return -1 and set
/// errno on failure.
class Fs {
 public:
  virtual ~Fs() = default;

  virtual int open(const FolderEntry& at, int flags, mode_t mode);
  virtual ssize_t write(int file, const void* data, size_t size);
  virtual int sync(int file);
  virtual int truncate(int file, int64_t size);
  /// Reserves disk space for the first `size` bytes of the file.
  virtual int reserve(int file, int64_t size);
  virtual int rename(const FolderEntry& from, const FolderEntry& to);
  virtual int link(const FolderEntry& from, const FolderEntry& to);
  virtual int remove(const FolderEntry& at);
  virtual int make_folder(const FolderEntry& at);
  /// Returns the free bytes on the disk of `folder`; nothing if unknown.
  virtual std::optional<uint64_t> free_space(const Path& folder);
  /// Waits `seconds`, or less if a signal arrives.
  virtual void wait(double seconds);
};

/// Returns the real system calls, unless a test has replaced them.
Fs& fs();

/// Makes `fs()` return `instead` while this lives. Not thread-safe.
class FsInPlace {
 public:
  explicit FsInPlace(Fs& instead);
  ~FsInPlace();
  FsInPlace(const FsInPlace&) = delete;
  FsInPlace& operator=(const FsInPlace&) = delete;

 private:
  Fs* before_;
};

}  // namespace wgan
