#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "descriptor.h"

namespace wgan {

namespace {

int open_log(const Path& path) {
  int file = -1;
  patiently(path, 0, [&] {
    file = open_file(path, O_RDWR | O_CREAT | O_APPEND | O_NONBLOCK);
    if (file < 0) fail("write", path);
  });
  struct stat status {};
  if (::fstat(file, &status) == 0 && !S_ISREG(status.st_mode)) {
    ::close(file);
    fail_for_kind("write", path, /*is_folder=*/false);
  }
  sync_folder(folder_of(path));
  return file;
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
  // What this process holds open has all its lines still.
  std::string lines(static_cast<size_t>(status.st_size), '\0');
  lines.resize(read_at(file_, lines.data(), lines.size(), 0, path_));
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
      truncate_file(file_, before);  // a part of a line is none
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
