#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace wgan {

using Path = std::filesystem::path;

/// A name in an open folder. What is done there happens in that very folder, wherever `path` leads
/// by then.
struct FolderEntry {
  int folder;  // descriptor
  std::string name;
  Path path;  // what people call it
};

/// The system calls that change a disk. Everything that this program writes goes through the one
/// that `fs()` returns, so that a test can let any of them fail, or end there. The members are the
/// system's calls of those names, relative to a folder: -1 and errno on failure.
class Fs {
 public:
  virtual ~Fs() = default;

  virtual int open(const FolderEntry& at, int flags, mode_t mode);
  virtual ssize_t write(int file, const void* data, size_t size);
  virtual int sync(int file);
  virtual int truncate(int file, int64_t size);
  /// Takes room for `size` bytes from the start of the file.
  virtual int reserve(int file, int64_t size);
  virtual int rename(const FolderEntry& from, const FolderEntry& to);
  virtual int link(const FolderEntry& from, const FolderEntry& to);
  virtual int remove(const FolderEntry& at);
  virtual int make_folder(const FolderEntry& at);
  /// Bytes that may be written to the disk of this folder; nothing if that is not known.
  virtual std::optional<uint64_t> free_space(const Path& folder);
  /// Returns earlier if a signal comes.
  virtual void wait(double seconds);
};

/// The system's, unless a test has put another in its place.
Fs& fs();

/// Puts `instead` in the place of the system for as long as this lives. Not for use by several
/// threads.
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
