#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "descriptor.h"

namespace wgan {

AppendLog::AppendLog(const Path& path) : path_(path) {
  patiently(path, 0, [&] {
    file_ = open_file(path, O_RDWR | O_CREAT | O_APPEND);
    if (file_ < 0) fail("write", path);
  });
  sync_folder(folder_of(path));
  char last = '\n';
  if (const int64_t bytes = size(); bytes > 0) read_at(file_, &last, 1, bytes - 1, path_);
  if (last != '\n') write("");
}

AppendLog::~AppendLog() { ::close(file_); }

void AppendLog::write(std::string_view line) {
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
