#include "wgan/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "descriptor.h"
#include "wgan/error.h"
#include "wgan/text.h"

namespace wgan {
void fail(const char* what, const Path& path, int error) {
  throw Error(ExitCode::kDisk,
              cat("cannot ", what, " ", escaped(path.string()), ": ", std::strerror(error)));
}

int open_plain_file(const Path& path, int64_t& size) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) fail("open", path);
  if (S_ISDIR(status.st_mode)) fail("read", path, EISDIR);
  if (!S_ISREG(status.st_mode)) fail("read", path, EINVAL);  // a pipe or device is never opened
  // It may have become a pipe since, and a blocking open would wait for its writer for ever.
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) fail("open", path);
  const bool known = ::fstat(file, &status) == 0;
  if (known && S_ISREG(status.st_mode)) {
    size = status.st_size;
    return file;
  }
  const int error = known ? EINVAL : errno;
  ::close(file);
  fail("read", path, error);
}

size_t read_at(int file, char* to, size_t count, int64_t offset, const Path& path) {
  size_t done = 0;
  while (done < count) {
    const ssize_t got = ::pread(file, to + done, count - done, offset + static_cast<int64_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read", path);
    if (got == 0) break;
    done += static_cast<size_t>(got);
  }
  return done;
}

void write_all(int file, std::string_view contents, const Path& path) {
  while (!contents.empty()) {
    const ssize_t written = ::write(file, contents.data(), contents.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write", path);
    contents.remove_prefix(static_cast<size_t>(written));
  }
}

Path folder_of(const Path& path) { return path.has_parent_path() ? path.parent_path() : Path("."); }

void sync_folder(const Path& folder) {
  const Descriptor file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Some file systems cannot sync a folder; the rename is then as durable as they make it.
  if (file.get() < 0 || (::fsync(file.get()) != 0 && errno != EINVAL)) fail("sync", folder);
}

std::string read_file(const Path& path, uint64_t most) {
  int64_t size = 0;
  const Descriptor file(open_plain_file(path, size));
  if (static_cast<uint64_t>(size) > most) fail("read", path, EFBIG);
  std::string contents(static_cast<size_t>(size), '\0');
  contents.resize(read_at(file.get(), contents.data(), contents.size(), 0, path));
  return contents;
}

std::string read_text_file(const Path& path) {
  try {
    return read_file(path, 1 << 20);
  } catch (const Error& error) {
    throw Error(ExitCode::kUsage, error.what());
  }
}

namespace {

void replace_file(const Path& wanted, std::string_view contents, bool synced) {
  std::error_code error;
  const Path path = std::filesystem::is_symlink(wanted, error)
                        ? std::filesystem::weakly_canonical(wanted, error)
                        : wanted;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    fail("replace", path,
         std::filesystem::is_directory(status)
             ? EISDIR
             : EINVAL);  // a device or pipe is no place for a file
  }
  const Path temporary =
      folder_of(path) / cat(".", path.filename().string(), ".", ::getpid(), ".tmp");
  ::unlink(temporary.c_str());
  try {
    const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (file.get() < 0) fail("write", path);
    write_all(file.get(), contents, path);
    if (synced && ::fsync(file.get()) != 0) fail("write", path);
    if (::rename(temporary.c_str(), path.c_str()) != 0) fail("write", path);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  if (synced) sync_folder(folder_of(path));
}

}  // namespace

void write_atomically(const Path& path, std::string_view contents) {
  replace_file(path, contents, /*synced=*/true);
}

void write_unsynced(const Path& path, std::string_view contents) {
  replace_file(path, contents, /*synced=*/false);
}

AppendLog::AppendLog(const Path& path)
    : path_(path), file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {
  if (file_ < 0) fail("write", path);
}

AppendLog::~AppendLog() { ::close(file_); }

void AppendLog::write(std::string_view line) { write_all(file_, std::string(line) + "\n", path_); }

int64_t AppendLog::size() const {
  struct stat status {};
  if (::fstat(file_, &status) != 0) fail("read", path_);
  return status.st_size;
}

void AppendLog::cut(int64_t size) {
  if (size < this->size() && ::ftruncate(file_, size) != 0) fail("shorten", path_);
}

FolderLock::FolderLock(const Path& folder)
    : file_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (file_ < 0) fail("open", folder);
  if (::flock(file_, LOCK_EX | LOCK_NB) == 0) return;
  const int error = errno;
  ::close(file_);
  if (error != EWOULDBLOCK) fail("lock", folder, error);
  throw Error(ExitCode::kBusy,
              cat(escaped(folder.string()), " is in use by another wgan; wait for it or stop it"));
}

FolderLock::~FolderLock() { ::close(file_); }

void make_folder(const Path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) fail("make the folder", path, error.value());
}

bool is_new_or_empty(const Path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) return true;
  if (error) fail("look at", path, error.value());
  if (!std::filesystem::is_directory(status)) {
    throw Error(ExitCode::kUsage,
                cat(escaped(path.string()), " is a file; a folder is needed there"));
  }
  const bool empty = std::filesystem::is_empty(path, error);
  if (error) fail("look into", path, error.value());
  return empty;
}

Path cache_folder() {
  const auto set = [](const char* name) -> const char* {
    const char* value = std::getenv(name);
    return value && value[0] == '/' ? value : nullptr;
  };
  if (const char* cache = set("XDG_CACHE_HOME")) return Path(cache) / "wgan";
  if (const char* home = set("HOME")) return Path(home) / ".cache" / "wgan";
  throw Error(ExitCode::kDisk,
              "there is no cache folder: set XDG_CACHE_HOME or HOME to a folder that can be "
              "written");
}

Path make_numbered_folder(const Path& parent, const std::string& name) {
  make_folder(parent);
  int64_t next = 0;
  for (const auto& entry : std::filesystem::directory_iterator(parent)) {
    const std::string existing = entry.path().filename().string();
    int64_t number = -1;
    std::from_chars(existing.data(), existing.data() + existing.size(), number);
    next = std::max(next, number + 1);
  }
  for (;; ++next) {
    std::array<char, 24> digits;
    std::snprintf(digits.data(), digits.size(), "%03lld-", static_cast<long long>(next));
    const Path folder = parent / (digits.data() + name);
    if (::mkdir(folder.c_str(), 0755) == 0) return folder;
    if (errno != EEXIST) fail("make the folder", folder);
  }
}

}  // namespace wgan
