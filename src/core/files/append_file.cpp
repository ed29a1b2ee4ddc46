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

/// Opens a log. If it has other names too, as a copy by hard links does, leaves them the old file
/// and continues in one of its own.
int open_log(const Path& path) {
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

AppendLog::AppendLog(const Path& path) : path_(path), file_(open_log(path)) {
  char last = '\n';
  if (const int64_t bytes = size(); bytes > 0) read_at(file_, &last, 1, bytes - 1, path_);
  if (last != '\n') write("");
}

AppendLog::~AppendLog() { ::close(file_); }

bool AppendLog::come_back() {
  struct stat status {};
  if (::fstat(file_, &status) != 0 || status.st_nlink > 0) return false;
  // The file that this process holds open still has all lines.
  const std::string lines = all_of(file_, path_);
  make_folder(folder_of(path_));
  write_atomically(path_, lines);
  ::close(std::exchange(file_, open_log(path_)));
  return true;
}

void AppendLog::write(std::string_view line) {
  come_back();
  const int64_t before = size();
  const std::string whole = std::string(line) + "\n";
  patiently(path_, whole.size(), [&] {
    try {
      write_all(file_, whole, path_);
    } catch (...) {
      truncate_file(file_, before);  // removes the partial line
      throw;
    }
  });
}

void AppendLog::sync() {
  patiently(path_, 0, [&] {
    if (sync_file(file_) != 0) fail("write", path_);
  });
}

int64_t AppendLog::size() const {
  struct stat status {};
  if (::fstat(file_, &status) != 0) fail("read", path_);
  return status.st_size;
}

void AppendLog::cut(int64_t size) {
  if (size < this->size() && truncate_file(file_, size) != 0) fail("shorten", path_);
}

}  // namespace wgan
