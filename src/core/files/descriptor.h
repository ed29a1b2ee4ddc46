#pragma once

#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <utility>

#include "wgan/base/error.h"
#include "wgan/files/files.h"

/// What the files of this room share.
namespace wgan {

/// Ends the temporary names of files in the making. What wgan clears away bears this mark.
inline constexpr std::string_view kTemporary = ".wgan-tmp";
/// Whether a file is called "NAME.NUMBER.wgan-tmp".
bool is_temporary(std::string_view name);
/// The file that a FolderLock locks.
inline constexpr const char* kLockName = ".lock";

/// No room on the disk, or none left of a quota: may pass.
class DiskFull : public Error {
 public:
  using Error::Error;
};

/// Throws Error(kDisk), or DiskFull: "cannot WHAT PATH: reason".
[[noreturn]] void fail(const char* what, const Path& path, int error = errno);
/// The same for a folder, or a pipe or device, where a file is needed.
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
  /// From here on the caller closes it.
  int release() { return std::exchange(file_, -1); }

 private:
  int file_;
};

/// A plain file, opened for reading and closed by the caller; its size goes into `size`. Pipes and
/// devices are refused without waiting for them.
int open_plain_file(const Path& path, int64_t& size);

/// Reads up to `count` bytes from `offset`; returns how many there were.
size_t read_at(int file, char* to, size_t count, int64_t offset, const Path& path);

/// Calls `attempt`, which is to write about `bytes` bytes to `path`, as often as a Patience allows.
void patiently(const Path& path, size_t bytes, const std::function<void()>& attempt);

/// The call of the system, and again where a signal came between.
template <typename Call>
auto uninterrupted(const Call& call) {
  while (true) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

/// Opens a file or folder; one for writing only if its name is no link.
int open_file(const Path& path, int flags);
int sync_file(int file);
int truncate_file(int file, int64_t size);
int rename_file(const Path& from, const Path& to);
/// Removes the name; -1 and errno if that cannot be done.
int remove_name(const Path& path);

void write_all(int file, std::string_view contents, const Path& path);
void sync_folder(const Path& folder);
Path folder_of(const Path& path);

}  // namespace wgan
