#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <thread>
#include <utility>
#include <vector>

#include "descriptor.h"
#include "place.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// The start of a lock file that has been held.
constexpr std::string_view kMark = "process ";

/// The locks of this process.
std::vector<FolderLock*> locks;

/// Returns "process 4711 on gpu3 since 2026-11-22 10:20:30", which others are told.
std::string this_process() {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  std::array<char, 32> time{};
  std::strftime(time.data(), time.size(), "%Y-%m-%d %H:%M:%S", &local);
  return cat(kMark, ::getpid(), " on ", escaped(host.data()), " since ", time.data());
}

/// Returns the contents of a lock file.
std::string text_in(int file, const Path& path) {
  std::array<char, 400> text;
  return {text.data(), read_at(file, text.data(), text.size(), 0, path)};
}

/// Returns what the holder wrote; empty if it cannot be read or no holder wrote it. The holder
/// writes right after locking, so this waits a moment.
std::string holder(int file, const Path& path) {
  constexpr int kTries = 20;
  for (int i = 0; i < kTries; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    try {
      const std::string text = text_in(file, path);
      if (text.rfind(kMark, 0) == 0) return escaped(trim(text));
    } catch (const Error&) {
      return {};
    }
  }
  return {};
}

[[noreturn]] void busy(const Path& folder, int file, const Path& path) {
  const std::string who = holder(file, path);
  throw Error(ExitCode::kBusy, cat(escaped(folder.string()), " is in use by ",
                                   who.empty() ? "another wgan" : who, "; wait for it or stop it"));
}

/// Takes a lock without waiting: true if it is taken, false if another process has it, nothing if
/// the file system has no locks.
std::optional<bool> take(int file) {
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) return true;
  return errno == EWOULDBLOCK ? std::optional(false) : std::nullopt;
}

/// Opens the lock file, creating it if it is missing.
int open_lock(int folder, const Path& path) {
  const FolderEntry entry{folder, kLockName, path};
  const int file = uninterrupted([&] {
    return fs().open(entry, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0644);
  });
  struct stat status {};
  const bool known = file >= 0 && ::fstat(file, &status) == 0;
  if (known && S_ISREG(status.st_mode)) return file;
  const bool is_link = file < 0 && errno == ELOOP;
  if (!known && !is_link) fail("write", path);
  if (file >= 0) ::close(file);
  throw Error(ExitCode::kDisk,
              cat(escaped(path.string()), " is ", is_link ? "a link" : "a pipe or a device",
                  ", not the lock of a run; move it away"));
}

/// Whether the lock file may be written to: it is new, or a holder wrote it. Any other file of its
/// name, or one with further names, is locked but left unchanged.
bool is_ours(int file, const Path& path) {
  struct stat status {};
  if (::fstat(file, &status) != 0 || status.st_nlink != 1) return false;
  const std::string text = text_in(file, path);
  return text.empty() || text.rfind(kMark, 0) == 0;
}

}  // namespace

void check_not_held(const Path& folder) {
  const Path path = folder / kLockName;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  if (file.get() < 0) return;
  if (::flock(file.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    busy(folder, file.get(), path);
}

namespace {

/// Returns "new" for "new/" and "new/.".
Path without_end(Path path) {
  while (path.has_relative_path() && path.has_parent_path() &&
         (!path.has_filename() || path.filename() == "."))
    path = path.parent_path();
  return path;
}

}  // namespace

std::optional<Path> inside(const Path& folder, const Path& path) {
  const Path whole = path.lexically_normal(), named = folder.lexically_normal(),
             root = named == "." ? Path() : named;
  if (whole.is_absolute() != root.is_absolute()) return std::nullopt;
  auto [theirs, ours] = std::mismatch(root.begin(), root.end(), whole.begin(), whole.end());
  if (theirs != root.end() || (ours != whole.end() && *ours == "..")) return std::nullopt;
  Path rest;
  for (; ours != whole.end(); ++ours) rest /= *ours;
  return rest;
}

FolderLock* lock_over(const Path& path) {
  for (FolderLock* lock : locks) {
    if (inside(lock->folder(), path)) return lock;
  }
  return nullptr;
}

FolderLock::FolderLock(const Path& folder) : path_(without_end(folder)) {
  take_folder();
  locks.push_back(this);
}

FolderLock::~FolderLock() {
  std::erase(locks, this);
  release();
}

void FolderLock::release() {
  if (file_ >= 0) ::close(std::exchange(file_, -1));
  if (folder_ >= 0) ::close(std::exchange(folder_, -1));
}

void FolderLock::take_folder() {
  const Path path = path_ / kLockName;
  Descriptor folder(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0) fail("open", path_);
  Descriptor file(open_lock(folder.get(), path));
  // The folder itself is locked too, so that nobody can delete the lock unnoticed.
  const auto folder_taken = take(folder.get()), file_taken = take(file.get());
  if (folder_taken == false || file_taken == false) busy(path_, file.get(), path);
  held_ = file_taken.has_value();
  // The text only helps people, so a full disk must not stop what follows.
  if (is_ours(file.get(), path) && truncate_file(file.get(), 0) == 0) {
    const std::string who = this_process() + "\n";
    if (fs().write(file.get(), who.data(), who.size()) < 0) truncate_file(file.get(), 0);
  }
  release();
  file_ = file.release();
  folder_ = folder.release();
}

int FolderLock::enter() {
  struct stat ours {
  }, named{};
  const bool known = ::fstat(folder_, &ours) == 0;
  const bool there = ::stat(path_.c_str(), &named) == 0;
  // If the path cannot be looked at for another reason, the open folder is the right one.
  if (!there && errno != ENOENT && errno != ENOTDIR) return folder_;
  if (known && there && named.st_ino == ours.st_ino && named.st_dev == ours.st_dev) return folder_;
  if (!known || ours.st_nlink == 0) {
    take_again();
    return folder_;
  }
  if (!std::exchange(moved_, true)) {
    std::error_code unknown;
    const Path now = std::filesystem::read_symlink(cat("/proc/self/fd/", folder_), unknown);
    throw FolderMoved(path_, unknown ? path_ : now);
  }
  return folder_;
}

/// Recreates the deleted folder, and locks it before anything is written into it.
void FolderLock::take_again() {
  const auto check = [&] {
    if (is_new_or_empty(path_)) return;
    throw Error(ExitCode::kDisk, cat("the folder ", escaped(path_.string()),
                                     " was deleted while it was written to, and another one is in "
                                     "its place"));
  };
  check();
  const Path above = folder_of(path_);
  if (lock_over(above)) fail("make the folder", path_, ENOENT);  // "." and ".." have no name
  make_folder(above);
  const FolderEntry entry{AT_FDCWD, path_.string(), path_};
  if (fs().make_folder(entry) != 0 && errno != EEXIST) fail("make the folder", path_);
  take_folder();
  check();
}

}  // namespace wgan
