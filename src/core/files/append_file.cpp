#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "descriptor.h"

namespace wgan {

namespace {

int open_once(const Path& path) {
  int file = -1;
  patiently(path, 0, [&] {
    file = open_file(path, O_RDWR | O_CREAT | O_APPEND | O_NONBLOCK);
    if (file < 0) fail("write", path);
  });
  return file;
}

std::string all_of(int file, const Path& path) {
  struct stat status {};
  if (::fstat(file, &status) != 0) fail("read", path);
  std::string contents(static_cast<size_t>(status.st_size), '\0');
  contents.resize(read_at(file, contents.data(), contents.size(), 0, path));
  return contents;
}

/// Opens a file to append to. If it has other names too, as a copy by hard links does, leaves them
/// the old file and continues in one of its own.
int open_own(const Path& path) {
  Descriptor file(open_once(path));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) fail("read", path);
  if (!S_ISREG(status.st_mode)) fail_for_kind("write", path, /*is_folder=*/false);
  if (status.st_nlink > 1) {
    write_atomically(path, all_of(file.get(), path));
    return open_once(path);
  }
  sync_folder(folder_of(path));
  return file.release();
}

}  // namespace

AppendFile::AppendFile(const Path& path) : path_(path), file_(open_own(path)) {}

AppendFile::~AppendFile() { ::close(file_); }

bool AppendFile::come_back() {
  struct stat status {};
  if (::fstat(file_, &status) != 0 || status.st_nlink > 0) return false;
  // The file that this process holds open still has all pieces.
  const std::string pieces = all_of(file_, path_);
  make_folder(folder_of(path_));
  write_atomically(path_, pieces);
  ::close(std::exchange(file_, open_own(path_)));
  return true;
}

void AppendFile::append(std::string_view piece) {
  come_back();
  const int64_t before = size();
  patiently(path_, piece.size(), [&] {
    try {
      write_all(file_, piece, path_);
    } catch (...) {
      truncate_file(file_, before);  // removes the partial piece
      throw;
    }
  });
}

void AppendFile::sync() {
  patiently(path_, 0, [&] {
    if (sync_file(file_) != 0) fail("write", path_);
  });
}

int64_t AppendFile::size() const {
  struct stat status {};
  if (::fstat(file_, &status) != 0) fail("read", path_);
  return status.st_size;
}

void AppendFile::cut(int64_t size) {
  if (size < this->size() && truncate_file(file_, size) != 0) fail("shorten", path_);
}

char AppendFile::last() const {
  char last = '\n';
  if (const int64_t bytes = size(); bytes > 0) read_at(file_, &last, 1, bytes - 1, path_);
  return last;
}

AppendLog::AppendLog(const Path& path) : AppendFile(path) {
  if (last() != '\n') write("");
}

}  // namespace wgan
