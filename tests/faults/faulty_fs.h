#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <functional>
#include <map>
#include <vector>

#include "support.h"
#include "wgan/files/fs.h"

namespace wgan {

/// The real system calls, of which one goes wrong. Calls that change a disk are counted from 1.
class FaultyFs : public Fs {
 public:
  enum class Fault {
    kNone,
    kError,       // the call fails once, with `error`
    kShortWrite,  // a write is half done, once; other calls do not fail
    kFull,        // from this call on nothing more can be written
    kKill,        // the process is killed before this call: it and all after it do nothing
    kPowerCut,    // like kKill, and unsynced bytes and names are lost
  };

  FaultyFs(Fault fault, int64_t at, int error = EIO) : fault_(fault), at_(at), error_(error) {}

  int64_t calls() const { return calls_; }
  /// Whether the call with the fault was made.
  bool happened() const { return calls_ >= at_; }
  const std::vector<double>& waits() const { return waits_; }

  int open(const FolderEntry& at, int flags, mode_t mode) override {
    const Path path = at.path;
    const bool writes = (flags & (O_WRONLY | O_RDWR)) != 0;
    if (writes && fails(/*needs_room=*/(flags & O_CREAT) != 0)) return -1;
    if (!writes && dead()) return no();
    const bool made = writes && !std::filesystem::exists(path);
    const int file = Fs::open(at, flags, mode);
    if (file < 0) return file;
    paths_[file] = path;
    if (made) remember(path, [path] { std::filesystem::remove(path); });
    return file;
  }

  ssize_t write(int file, const void* data, size_t size) override {
    if (fault_ == Fault::kShortWrite && ++calls_ == at_ && size > 1)
      return Fs::write(file, data, size / 2);
    if (fault_ != Fault::kShortWrite && fails(/*needs_room=*/true)) return -1;
    keep_durable(file);
    return Fs::write(file, data, size);
  }

  int sync(int file) override {
    if (fails(false)) return -1;
    const int done = Fs::sync(file);
    const Path path = paths_[file];
    if (std::filesystem::is_directory(path)) {
      std::erase_if(undo_, [&](const Undo& one) { return one.folder == path; });
    } else {
      durable_.erase(path);
    }
    return done;
  }

  int truncate(int file, int64_t size) override {
    if (fails(false)) return -1;
    keep_durable(file);
    return Fs::truncate(file, size);
  }

  int reserve(int file, int64_t size) override {
    return fails(true) ? -1 : Fs::reserve(file, size);
  }

  int rename(const FolderEntry& source, const FolderEntry& target) override {
    if (fails(false)) return -1;
    const Path from = source.path, to = target.path;
    const auto before = bytes_of(to);
    if (Fs::rename(source, target) != 0) return -1;
    if (durable_.count(from)) durable_[to] = durable_[from];
    else durable_.erase(to);
    durable_.erase(from);
    remember(to, [from, to, before] {
      std::filesystem::rename(to, from);
      if (before) put(to, *before);
    });
    return 0;
  }

  int link(const FolderEntry& from, const FolderEntry& target) override {
    if (fails(false)) return -1;
    if (Fs::link(from, target) != 0) return -1;
    const Path to = target.path;
    remember(to, [to] { std::filesystem::remove(to); });
    return 0;
  }

  int remove(const FolderEntry& at) override {
    const Path path = at.path;
    if (!std::filesystem::exists(path)) return errno = ENOENT, -1;
    if (fails(false)) return -1;
    const auto before = bytes_of(path);
    if (Fs::remove(at) != 0) return -1;
    durable_.erase(path);
    remember(path, [path, before] { put(path, *before); });
    return 0;
  }

  int make_folder(const FolderEntry& at) override {
    if (fails(true)) return -1;
    if (Fs::make_folder(at) != 0) return -1;
    const Path path = at.path;
    remember(path, [path] { std::filesystem::remove_all(path); });
    return 0;
  }

  std::optional<uint64_t> free_space(const Path& folder) override {
    return fault_ == Fault::kFull && calls_ >= at_ ? 4096 : Fs::free_space(folder);
  }
  void wait(double seconds) override { waits_.push_back(seconds); }

  /// Drops what was only in memory, as in a power cut. Every other time some unsynced bytes remain,
  /// but not those that were written.
  void lose_what_was_not_synced() {
    for (const auto& [path, bytes] : durable_) {
      if (!std::filesystem::exists(path)) continue;
      const size_t size = std::filesystem::file_size(path);
      put(path, at_ % 2 == 0 && size > bytes.size() ? bytes + std::string(size - bytes.size(), '?')
                                                    : bytes);
    }
    for (auto one = undo_.rbegin(); one != undo_.rend(); ++one) {
      try {
        one->action();
      } catch (const std::filesystem::filesystem_error&) {  // its folder was removed before it
      }
    }
    undo_.clear();
    durable_.clear();
  }

 private:
  struct Undo {
    Path folder;
    std::function<void()> action;
  };

  bool dead() const {
    return (fault_ == Fault::kKill || fault_ == Fault::kPowerCut) && calls_ >= at_;
  }
  int no() const { return errno = EIO, -1; }

  bool fails(bool needs_room) {
    ++calls_;
    if (dead()) return errno = EIO, true;
    if (fault_ == Fault::kError && calls_ == at_) return errno = error_, true;
    if (fault_ == Fault::kFull && calls_ >= at_ && needs_room) return errno = ENOSPC, true;
    return false;
  }

  static std::optional<std::string> bytes_of(const Path& path) {
    return std::filesystem::is_regular_file(path) ? std::optional(contents_of(path)) : std::nullopt;
  }

  void keep_durable(int file) {
    const Path path = paths_[file];
    if (fault_ == Fault::kPowerCut && !durable_.count(path)) durable_[path] = *bytes_of(path);
  }
  void remember(const Path& path, std::function<void()> action) {
    if (fault_ != Fault::kPowerCut) return;
    const Path folder = path.parent_path();
    undo_.push_back({folder.empty() ? Path(".") : folder, std::move(action)});
  }

  Fault fault_;
  int64_t at_;
  int error_;
  int64_t calls_ = 0;
  std::vector<double> waits_;
  std::map<int, Path> paths_;
  std::map<Path, std::string> durable_;
  std::vector<Undo> undo_;
};

}  // namespace wgan
