#pragma once

#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <utility>

#include "wgan/base/error.h"
#include "wgan/files/files.h"

/// What the files of this folder share.
namespace wgan {

/// The suffix of temporary names for files being written. wgan removes only leftovers that have it.
inline constexpr std::string_view kTemporary = ".wgan-tmp";
/// Whether a name has the form "NAME.NUMBER.wgan-tmp".
bool is_temporary(std::string_view name);
/// The file that a FolderLock locks.
inline constexpr const char* kLockName = ".lock";

/// Thrown if the disk or a quota is full, which may pass.
class DiskFull : public Error {
 public:
  using Error::Error;
};

/// Throws Error(kDisk), or DiskFull: "cannot WHAT PATH: reason".
[[noreturn]] void fail(const char* what, const Path& path, int error = errno);
/// Throws Error(kDisk) that a folder, pipe or device is there where a file is needed.
[[noreturn]] void fail_for_kind(const char* what, const Path& path, bool is_folder);

class Descriptor {
 public:
  explicit Descriptor(int file) : file_(file) {}
  ~Descriptor() {
    if (file_ >= 0) ::close(file_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return file_; }
  /// Hands the descriptor to the caller, who closes it.
  int release() { return std::exchange(file_, -1); }

 private:
  int file_;
};

/// Opens a regular file for reading and sets `size`; the caller closes it. Refuses pipes and
/// devices without waiting for them.
int open_plain_file(const Path& path, int64_t& size);

/// Reads up to `count` bytes from `offset`; returns how many there were.
size_t read_at(int file, char* to, size_t count, int64_t offset, const Path& path);

/// Calls `attempt`, which writes about `bytes` bytes to `path`, as often as a Patience allows.
void patiently(const Path& path, size_t bytes, const std::function<void()>& attempt);

/// Makes a system call, and repeats it if a signal interrupts it.
template <typename Call>
auto uninterrupted(const Call& call) {
  while (true) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

/// Opens a file or folder; for writing, only if its name is not a link.
int open_file(const Path& path, int flags);
int sync_file(int file);
int truncate_file(int file, int64_t size);
int rename_file(const Path& from, const Path& to);
/// Removes the name. Returns -1 and sets errno on failure.
int remove_name(const Path& path);

void write_all(int file, std::string_view contents, const Path& path);
void sync_folder(const Path& folder);
Path folder_of(const Path& path);

}  // namespace wgan
