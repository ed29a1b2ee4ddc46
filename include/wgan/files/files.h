#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "wgan/base/error.h"
#include "wgan/files/fs.h"

/// The only code that opens files for writing. Files are never written through a link. Errors are
/// Error(kDisk) with the path and the system's reason and, if the disk is full, the number of bytes
/// needed.
namespace wgan {

/// Returns the contents of a file. Throws Error(kDisk) if it cannot be read or is larger than
/// `most` bytes.
std::string read_file(const Path& path, uint64_t most = uint64_t{1} << 40);

/// Returns the contents of a file that a flag names. Throws Error(kUsage) if it cannot be read or
/// is larger than 1 MiB.
std::string read_text_file(const Path& path);

/// A new file that replaces the one at `path` in a single step, so that at any moment, even after a
/// crash, either the old or the new file is there, whole. Until `commit` it has a temporary name
/// beside `path`, which the destructor removes. A link, a pipe or a device is not replaced.
class AtomicFile {
 public:
  explicit AtomicFile(const Path& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);
  /// Renames the file to `path`. If `synced`, its bytes are on disk before that, and the name
  /// afterwards.
  void commit(bool synced);

 private:
  Path path_;
  std::unique_ptr<class Place> place_;
  std::string temporary_;  // its name; empty after the commit
  int file_ = -1;
};

/// Writes `contents` to `path` as an AtomicFile, synced. If the disk is full, the bytes needed
/// include `next`, the number of bytes to be written after these.
void write_atomically(const Path& path, std::string_view contents, size_t next = 0);

/// Writes `contents` to `path` as an AtomicFile without waiting for the disk, for many files that
/// can be made again.
void write_unsynced(const Path& path, std::string_view contents);

/// While this lives, a write that finds the disk full is tried three times within a minute before
/// it fails. `say` gets a message before each wait. When `hurried` returns true, the wait ends and
/// one last try follows.
class Patience {
 public:
  Patience(std::function<void(const std::string& message)> say, std::function<bool()> hurried);
  ~Patience();
  Patience(const Patience&) = delete;
  Patience& operator=(const Patience&) = delete;
};

/// Throws Error(kDisk) if the disk of `folder`, which need not exist yet, has no room for `bytes`
/// more; `what` names them in the message.
void check_space(const Path& folder, double bytes, const std::string& what);

/// Gives `file`, if it exists, the additional name `as`, replacing any file of that name. On a file
/// system without hard links, renames it instead.
void put_aside(const Path& file, const Path& as);

/// Whether anything exists at `path`. Throws Error(kDisk) if that cannot be determined.
bool is_there(const Path& path);

/// Removes a file if it exists.
void remove_file(const Path& path);

/// Removes the temporary files that killed processes of this program left in `folder`. Only for a
/// folder that this process has to itself.
void remove_leftovers(const Path& folder);

/// A file that grows only by whole pieces, each of which is there or not.
class AppendFile {
 public:
  explicit AppendFile(const Path& path);
  ~AppendFile();
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  /// Appends `piece`. If it throws, nothing of the piece stays.
  void append(std::string_view piece);
  /// Waits until all pieces are on the disk.
  void sync();
  /// If the file was deleted or replaced, writes its contents to a new file of that name. Returns
  /// whether it did.
  bool come_back();
  /// Returns the bytes so far, for `cut`.
  int64_t size() const;
  /// Removes everything after the first `size` bytes; does nothing if there are fewer.
  void cut(int64_t size);
  /// Returns the last byte; a line end if the file is empty.
  char last() const;

 private:
  Path path_;
  int file_ = -1;
};

/// A log that grows only by whole lines. A partial line that a killed process left stays as a line
/// of its own.
class AppendLog : public AppendFile {
 public:
  explicit AppendLog(const Path& path);
  /// Appends `line`, which has no line end.
  void write(std::string_view line) { append(std::string(line) + "\n"); }
};

/// Thrown when the folder that a process holds now has another path.
class FolderMoved : public Error {
 public:
  FolderMoved(const Path& before, const Path& now);
  const Path& now() const { return now_; }

 private:
  Path now_;
};

/// Locks a folder for this process until the process ends, even by a crash. While this lives, what
/// the program writes to paths in the folder goes into this very folder, never through a link.
class FolderLock {
 public:
  /// Throws Error(kBusy) that names the holder if another process holds the folder, and
  /// Error(kDisk) if its lock file is a link. A lock file that no holder wrote is locked but left
  /// unchanged.
  explicit FolderLock(const Path& folder);
  /// False on a file system without locks, where nothing keeps other processes out.
  bool held() const { return held_; }
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

  const Path& folder() const { return path_; }
  /// Returns the descriptor of the folder. If the folder was deleted, creates and locks it again
  /// first. Throws FolderMoved, once, if the folder now has another path, and Error(kDisk) or
  /// Error(kBusy) if another folder has taken the place of a deleted one.
  int enter();

 private:
  void take_folder();
  void take_again();
  void release();

  Path path_;
  int file_ = -1, folder_ = -1;
  bool held_ = true, moved_ = false;
};

/// Throws Error(kBusy) that names the holder if a process holds the folder.
void check_not_held(const Path& folder);

/// Creates the folder and its parents. Throws Error(kDisk).
void make_folder(const Path& path);

/// True if the folder does not exist or holds only what a killed start leaves behind. Throws
/// Error(kUsage) if `path` is something else.
bool is_new_or_empty(const Path& path);

/// Returns the folder for files that can be made again: $WGAN_CACHE, $XDG_CACHE_HOME/wgan or
/// ~/.cache/wgan. Throws Error(kDisk) if none is known.
Path cache_folder();

/// Creates the next free `parent/NNN-name` and returns it; simultaneous starts get different
/// folders.
Path make_numbered_folder(const Path& parent, const std::string& name);

}  // namespace wgan
