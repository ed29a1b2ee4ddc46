#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "wgan/base/error.h"
#include "wgan/files/fs.h"

/// The only code that opens files for writing. Files are never written through a link. Errors are
/// Error(kDisk) with the path and the system's reason, and with the bytes that are needed where the
/// disk is full.
namespace wgan {

/// The whole file. Throws Error(kDisk) if it cannot be read or is larger than `most` bytes.
std::string read_file(const Path& path, uint64_t most = uint64_t{1} << 40);

/// As read_file, for a file that a flag names: Error(kUsage), at most 1 MiB.
std::string read_text_file(const Path& path);

/// A new file that becomes the one of its name in a single step, so that at any moment, also after
/// a crash, that is the old one or the new one, whole. Until then it has a temporary name beside
/// it, which is gone when this ends. A link, a pipe or a device is not replaced.
class AtomicFile {
 public:
  explicit AtomicFile(const Path& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);
  /// Renames it. If `synced`, its bytes are on the disk before and the name after that.
  void commit(bool synced);

 private:
  Path path_;
  std::unique_ptr<class Place> place_;
  std::string temporary_;  // its name; empty once it is gone
  int file_ = -1;
};

/// Puts `contents` at `path` as an AtomicFile, synced. On a full disk `next`, the bytes that are to
/// be written after these, count as needed too.
void write_atomically(const Path& path, std::string_view contents, size_t next = 0);

/// The same without waiting for the disk, for files that are many and can be made again.
void write_unsynced(const Path& path, std::string_view contents);

/// While it lives, what finds the disk full is tried three times within a minute before that is an
/// error. `say` is told of every wait; where `hurried` says yes there is one more try at once.
class Patience {
 public:
  Patience(std::function<void(const std::string& message)> say, std::function<bool()> hurried);
  ~Patience();
  Patience(const Patience&) = delete;
  Patience& operator=(const Patience&) = delete;
};

/// Throws Error(kDisk) if the disk of `folder`, which need not be there yet, has no room for
/// `bytes` more; `what` says what they are.
void check_space(const Path& folder, double bytes, const std::string& what);

/// Gives the file, if it is there, another name too, in the place of what may have had it; where
/// the file system knows no links, instead of its own name.
void put_aside(const Path& file, const Path& as);

/// Whether there is anything of that name. Throws Error(kDisk) if that cannot be known.
bool is_there(const Path& path);

/// Removes a file if it is there.
void remove_file(const Path& path);

/// Removes what writers of this folder that were killed left behind: files with the mark of this
/// program. Only for a folder that this process has to itself.
void remove_leftovers(const Path& folder);

/// A log that only grows by whole lines. What a process that was killed left of a line stays as a
/// line of its own.
class AppendLog {
 public:
  explicit AppendLog(const Path& path);
  ~AppendLog();
  AppendLog(const AppendLog&) = delete;
  AppendLog& operator=(const AppendLog&) = delete;

  /// `line` without its end. If it throws, nothing of the line stays.
  void write(std::string_view line);
  /// Waits until all lines are on the disk.
  void sync();
  /// If the file was deleted or replaced, gives its name and its lines to a new one; returns
  /// whether.
  bool come_back();
  /// Bytes so far: what `cut` goes back to.
  int64_t size() const;
  /// Forgets all after the first `size` bytes; does nothing if there are fewer.
  void cut(int64_t size);

 private:
  Path path_;
  int file_ = -1;
};

/// The folder that a process holds has another path now.
class FolderMoved : public Error {
 public:
  FolderMoved(const Path& before, const Path& now);
  const Path& now() const { return now_; }

 private:
  Path now_;
};

/// Holds a folder for this process until it ends, also by a crash. While it lives, what this
/// program writes to paths in the folder goes into this very folder, through no link.
class FolderLock {
 public:
  /// Throws Error(kBusy) that names the holder if another process holds the folder, Error(kDisk) if
  /// its lock file is a link. One that no holder wrote is locked and left as it is.
  explicit FolderLock(const Path& folder);
  /// False on a file system without locks: then nobody keeps others away.
  bool held() const { return held_; }
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

  const Path& folder() const { return path_; }
  /// The descriptor of the folder. One that was deleted is made anew and locked before. Throws
  /// FolderMoved, once, if the folder has another path now; Error(kDisk) or Error(kBusy) if there
  /// is another folder in the place of a deleted one.
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

/// Makes the folder and those above it. Throws Error(kDisk).
void make_folder(const Path& path);

/// True if the folder is missing or has nothing in it but what a start that was killed leaves.
/// Throws Error(kUsage) if `path` is something else.
bool is_new_or_empty(const Path& path);

/// Where things that can be made again are kept: $XDG_CACHE_HOME/wgan or ~/.cache/wgan. Throws
/// Error(kDisk) if neither is known.
Path cache_folder();

/// Claims and makes the next free `parent/NNN-name`; two starts at once get different ones.
Path make_numbered_folder(const Path& parent, const std::string& name);

}  // namespace wgan
