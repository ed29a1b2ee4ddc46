#include "wgan/files/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "descriptor.h"
#include "place.h"
#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {

void fail(const char* what, const Path& path, int error) {
  const std::string message =
      cat("cannot ", what, " ", escaped(path.string()), ": ",
          error == ELOOP ? "a link stands in the way" : std::strerror(error));
  if (error == ENOSPC || error == EDQUOT) throw DiskFull(ExitCode::kDisk, message);
  throw Error(ExitCode::kDisk, message);
}

void fail_for_kind(const char* what, const Path& path, bool is_folder) {
  throw Error(ExitCode::kDisk, cat("cannot ", what, " ", escaped(path.string()), ": it is ",
                                   is_folder ? "a folder" : "a pipe or a device"));
}

int open_plain_file(const Path& path, int64_t& size) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) fail("open", path);
  // A pipe or device is never opened.
  if (!S_ISREG(status.st_mode)) fail_for_kind("read", path, S_ISDIR(status.st_mode));
  // It may have become a pipe since, and a blocking open would wait for its writer for ever.
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) fail("open", path);
  const bool known = ::fstat(file, &status) == 0;
  if (known && S_ISREG(status.st_mode)) {
    size = status.st_size;
    return file;
  }
  const int error = errno;
  ::close(file);
  if (!known) fail("read", path, error);
  fail_for_kind("read", path, S_ISDIR(status.st_mode));
}

size_t read_at(int file, char* to, size_t count, int64_t offset, const Path& path) {
  size_t done = 0;
  while (done < count) {
    const ssize_t got = uninterrupted([&] {
      return ::pread(file, to + done, count - done, offset + static_cast<int64_t>(done));
    });
    if (got < 0) fail("read", path);
    if (got == 0) break;
    done += static_cast<size_t>(got);
  }
  return done;
}

void write_all(int file, std::string_view contents, const Path& path) {
  while (!contents.empty()) {
    const ssize_t written =
        uninterrupted([&] { return fs().write(file, contents.data(), contents.size()); });
    if (written < 0) fail("write", path);
    contents.remove_prefix(static_cast<size_t>(written));
  }
}

FolderMoved::FolderMoved(const Path& before, const Path& now)
    : Error(ExitCode::kDisk, cat("the folder ", escaped(before.string()), " was moved to ",
                                 escaped(now.string()), " while it was written to")),
      now_(now) {}

int open_file(const Path& path, int flags) {
  const Place place(path);
  if (place.folder() < 0) return -1;
  const bool writes = (flags & O_ACCMODE) != O_RDONLY;
  const int no_link = writes || place.held() ? O_NOFOLLOW : 0;
  return uninterrupted([&] { return fs().open(place.entry(), flags | no_link | O_CLOEXEC, 0644); });
}
int sync_file(int file) {
  return uninterrupted([&] { return fs().sync(file); });
}
int truncate_file(int file, int64_t size) {
  return uninterrupted([&] { return fs().truncate(file, size); });
}
int rename_file(const Path& from, const Path& to) {
  const Place source(from), target(to);
  if (source.folder() < 0 || target.folder() < 0) return -1;
  return uninterrupted([&] { return fs().rename(source.entry(), target.entry()); });
}
int remove_name(const Path& path) {
  const Place place(path);
  if (place.folder() < 0) return -1;
  return uninterrupted([&] { return fs().remove(place.entry()); });
}

namespace {

int link_file(const Path& from, const Path& to) {
  const Place source(from), target(to);
  if (source.folder() < 0 || target.folder() < 0) return -1;
  return uninterrupted([&] { return fs().link(source.entry(), target.entry()); });
}

/// Returns -1 and sets errno on failure: EEXIST if something of that name exists.
int make_one_folder(const Path& path) {
  const Place place(path);
  if (place.folder() < 0) return -1;
  return uninterrupted([&] { return fs().make_folder(place.entry()); });
}

/// Links to folders count, except in a folder that is held.
bool is_folder(const Path& path) {
  if (lock_over(path)) return Place(path).type() == S_IFDIR;
  std::error_code unknown;
  return std::filesystem::is_directory(path, unknown);
}

}  // namespace

Path folder_of(const Path& path) { return path.has_parent_path() ? path.parent_path() : Path("."); }

void sync_folder(const Path& folder) {
  const Descriptor file(open_file(folder, O_RDONLY | O_DIRECTORY));
  // Some file systems cannot sync a folder; the rename is then as durable as they make it.
  if (file.get() < 0 || (sync_file(file.get()) != 0 && errno != EINVAL)) fail("sync", folder);
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

/// Whether a name is that of an AtomicFile before its commit: ".NAME.PROCESS.wgan-tmp".
bool is_leftover(std::string_view name) { return name[0] == '.' && is_temporary(name.substr(1)); }

}  // namespace

bool is_temporary(std::string_view name) {
  if (!name.ends_with(kTemporary)) return false;
  name.remove_suffix(kTemporary.size());  // the number may be longer than an integer
  const size_t dot = name.rfind('.');
  return dot != 0 && dot != std::string_view::npos && dot + 1 < name.size() &&
         name.find_first_not_of("0123456789", dot + 1) == std::string_view::npos;
}

void make_folder(const Path& path) {
  const Path whole = path.has_filename() ? path : path.parent_path();  // "new/" is "new"
  if (is_folder(whole)) return;
  const Path above = folder_of(whole);
  std::error_code unknown;
  // A folder that is held exists; it is never made here.
  if (!lock_over(whole) && above != whole && !std::filesystem::exists(above, unknown))
    make_folder(above);
  patiently(whole, 0, [&] {
    if (make_one_folder(whole) != 0 && (errno != EEXIST || !is_folder(whole))) {
      const int error = errno;
      fail("make the folder", whole, Place(whole).type() == S_IFLNK ? ELOOP : error);
    }
    sync_folder(above);
  });
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
  bool empty = true;
  for (std::filesystem::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    empty = empty && (name == kLockName || is_leftover(name));
  }
  if (error) fail("look into", path, error.value());
  return empty;
}

void check_space(const Path& folder, double bytes, const std::string& what) {
  std::error_code unknown;
  Path there = std::filesystem::absolute(folder, unknown);
  while (!std::filesystem::exists(there, unknown) && there != there.parent_path())
    there = there.parent_path();
  const auto free = fs().free_space(there);
  if (!free || static_cast<double>(*free) >= bytes) return;
  throw Error(ExitCode::kDisk,
              cat(escaped(folder.string()), ": ", what, " need ", wgan::bytes(bytes), ", and ",
                  wgan::bytes(static_cast<double>(*free)), " are free on that disk"));
}

bool is_there(const Path& path) {
  std::error_code error;
  const auto type = std::filesystem::status(path, error).type();
  if (type == std::filesystem::file_type::not_found) return false;
  if (error) fail("look at", path, error.value());
  return true;
}

void remove_file(const Path& path) {
  if (remove_name(path) != 0 && errno != ENOENT) fail("remove", path);
}

void put_aside(const Path& file, const Path& as) {
  patiently(as, 0, [&] {
    remove_file(as);
    if (link_file(file, as) == 0) return;
    if (errno == ENOENT) return;  // somebody removed the file
    if (errno != EPERM && errno != EOPNOTSUPP && errno != EMLINK && errno != ENOSYS)
      fail("link", as);
    if (rename_file(file, as) != 0) fail("rename", file);
    sync_folder(folder_of(as));
  });
}

void remove_leftovers(const Path& folder) {
  std::error_code error;
  std::vector<Path> found;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (is_leftover(entry->path().filename().string()) && entry->is_regular_file(error))
      found.push_back(entry->path());
  }
  for (const Path& path : found) remove_file(path);
}

Path cache_folder() {
  const auto set = [](const char* name) -> const char* {
    const char* value = std::getenv(name);
    return value && value[0] == '/' ? value : nullptr;
  };
  if (const char* cache = set("WGAN_CACHE")) return cache;
  if (const char* cache = set("XDG_CACHE_HOME")) return Path(cache) / "wgan";
  if (const char* home = set("HOME")) return Path(home) / ".cache" / "wgan";
  throw Error(ExitCode::kDisk,
              "there is no cache folder: set WGAN_CACHE to a folder that can be written");
}

Path make_numbered_folder(const Path& parent, const std::string& name) {
  make_folder(parent);
  int64_t next = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(parent, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string existing = entry->path().filename().string();
    int64_t number = -1;
    std::from_chars(existing.data(), existing.data() + existing.size(), number);
    next = std::max(next, number + 1);
  }
  if (error) fail("look into", parent, error.value());
  for (;; ++next) {
    const Path folder = parent / cat(zero_padded(static_cast<uint64_t>(next), 3), "-", name);
    if (make_one_folder(folder) == 0) {
      sync_folder(parent);
      return folder;
    }
    if (errno != EEXIST) fail("make the folder", folder);
  }
}

}  // namespace wgan
