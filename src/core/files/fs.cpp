#include "wgan/files/fs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <ctime>

namespace wgan {
namespace {

Fs the_system;
Fs* in_use = &the_system;

}  // namespace

int Fs::open(const FolderEntry& at, int flags, mode_t mode) {
  return ::openat(at.folder, at.name.c_str(), flags, mode);
}
ssize_t Fs::write(int file, const void* data, size_t size) { return ::write(file, data, size); }
int Fs::sync(int file) { return ::fsync(file); }
int Fs::truncate(int file, int64_t size) { return ::ftruncate(file, size); }
int Fs::rename(const FolderEntry& from, const FolderEntry& to) {
  return ::renameat(from.folder, from.name.c_str(), to.folder, to.name.c_str());
}
int Fs::link(const FolderEntry& from, const FolderEntry& to) {
  return ::linkat(from.folder, from.name.c_str(), to.folder, to.name.c_str(), /*flags=*/0);
}
int Fs::remove(const FolderEntry& at) {
  return ::unlinkat(at.folder, at.name.c_str(), /*flags=*/0);
}
int Fs::make_folder(const FolderEntry& at) { return ::mkdirat(at.folder, at.name.c_str(), 0755); }

int Fs::reserve(int file, int64_t size) {
  errno = size > 0 ? ::posix_fallocate(file, 0, size) : 0;  // it returns its error
  return errno == 0 ? 0 : -1;
}

std::optional<uint64_t> Fs::free_space(const Path& folder) {
  struct statvfs about {};
  if (::statvfs(folder.c_str(), &about) != 0) return std::nullopt;
  return uint64_t{about.f_bavail} * about.f_frsize;
}

void Fs::wait(double seconds) {
  timespec time{static_cast<time_t>(seconds),
                static_cast<long>((seconds - std::floor(seconds)) * 1e9)};
  ::nanosleep(&time, nullptr);
}

Fs& fs() { return *in_use; }

FsInPlace::FsInPlace(Fs& instead) : before_(in_use) { in_use = &instead; }
FsInPlace::~FsInPlace() { in_use = before_; }

}  // namespace wgan
