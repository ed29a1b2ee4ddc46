#include "wgan/files/mapped_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <random>
#include <utility>

#include "descriptor.h"
#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Removes temporary files without a writer. A writer locks its file while it lives, so one that
/// can be locked has none.
void remove_orphans(const Path& folder) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (!is_temporary(entry.path().filename().string())) continue;
    const Descriptor file(
        ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
    if (file.get() >= 0 && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0) remove_name(entry.path());
  }
}

/// Creates and locks a file beside `path`, with a unique name.
void make_locked(const Path& path, Path& temporary, int& file) {
  std::random_device random;
  while (true) {
    temporary =
        folder_of(path) / cat(path.filename().string(), ".", random(), random(), kTemporary);
    file = open_file(temporary, O_RDWR | O_CREAT | O_EXCL);
    if (file < 0) {
      const int error = errno;
      temporary.clear();
      if (error == EEXIST) continue;
      fail("write", path, error);
    }
    // Before the lock was taken, another process may have removed the file as an orphan.
    struct stat ours {
    }, named{};
    const bool taken = ::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    // On a file system without locks, nobody can take it for an orphan either.
    if (!taken && ::fstat(file, &ours) == 0 && ::stat(temporary.c_str(), &named) == 0 &&
        ours.st_ino == named.st_ino)
      return;
    remove_name(temporary);
    ::close(std::exchange(file, -1));
  }
}

uint8_t* map(int file, int64_t bytes, const Path& path) {
  if (bytes == 0) return nullptr;
  void* memory =
      ::mmap(nullptr, static_cast<size_t>(bytes), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED) fail("map", path);
  return static_cast<uint8_t*>(memory);
}

}  // namespace

MappedFile::MappedFile(MappedFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      file_(std::exchange(other.file_, -1)),
      data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)) {}

MappedFile::~MappedFile() {
  if (data_) ::munmap(data_, static_cast<size_t>(size_));
  if (!temporary_.empty()) remove_name(temporary_);
  if (file_ >= 0) ::close(file_);
}

MappedFile MappedFile::create(const Path& path, int64_t bytes) {
  make_folder(folder_of(path));
  remove_orphans(folder_of(path));
  MappedFile made;
  made.path_ = path;
  made.size_ = bytes;
  make_locked(path, made.temporary_, made.file_);
  if (uninterrupted([&] { return fs().reserve(made.file_, bytes); }) != 0)
    fail(cat("reserve ", wgan::bytes(static_cast<double>(bytes)), " for").c_str(), path);
  made.data_ = map(made.file_, bytes, path);
  return made;
}

std::string MappedFile::read(int64_t offset, int64_t count) const {
  std::string bytes(static_cast<size_t>(count), '\0');
  bytes.resize(read_at(file_, bytes.data(), bytes.size(), offset, path_));
  return bytes;
}

void MappedFile::keep(int64_t bytes, std::string_view tail) {
  // Pages beyond the new end stay mapped and must not be touched: only the first `bytes` are.
  if (truncate_file(file_, bytes) != 0) fail("shorten", path_);
  if (::lseek(file_, bytes, SEEK_SET) < 0) fail("write", path_);
  write_all(file_, tail, path_);
  if (sync_file(file_) != 0) fail("write", path_);
  if (rename_file(temporary_, path_) != 0) fail("write", path_);
  temporary_.clear();
  sync_folder(folder_of(path_));
}

}  // namespace wgan
