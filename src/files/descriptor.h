#pragma once

#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "wgan/files.h"

/// What the files of this room share.
namespace wgan {

/// Throws Error(kDisk): "cannot WHAT PATH: reason".
[[noreturn]] void fail(const char* what, const Path& path, int error = errno);

class Descriptor {
 public:
  explicit Descriptor(int file) : file_(file) {}
  ~Descriptor() {
    if (file_ >= 0) ::close(file_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return file_; }

 private:
  int file_;
};

/// A plain file, opened for reading and closed by the caller; its size goes into `size`. Pipes and
/// devices are refused without waiting for them.
int open_plain_file(const Path& path, int64_t& size);

/// Reads up to `count` bytes from `offset`; returns how many there were.
size_t read_at(int file, char* to, size_t count, int64_t offset, const Path& path);

void write_all(int file, std::string_view contents, const Path& path);
void sync_folder(const Path& folder);
Path folder_of(const Path& path);

}  // namespace wgan
