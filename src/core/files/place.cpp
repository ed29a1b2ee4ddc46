#include "place.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <utility>

namespace wgan {
namespace {

constexpr int kFolder = O_PATH | O_DIRECTORY | O_CLOEXEC;

bool is_name(const Path& part) { return !part.empty() && part != "." && part != ".."; }

unsigned type_at(int folder, const std::string& name) {
  struct stat status {};
  const bool there = ::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
  return there ? status.st_mode & S_IFMT : 0;
}

/// Opens the folder of that name. If it is a link, fails with ELOOP.
int open_inner(int folder, const std::string& name) {
  const int inner = ::openat(folder, name.c_str(), kFolder | O_NOFOLLOW);
  if (inner < 0 && errno == ENOTDIR) errno = type_at(folder, name) == S_IFLNK ? ELOOP : ENOTDIR;
  return inner;
}

}  // namespace

Place::Place(const Path& path)
    : path_(path), name_(is_name(path.filename()) ? path.filename().string() : "."), folder_([&] {
        if (FolderLock* lock = lock_over(path)) return open_held(*lock);
        return ::open((name_ == "." ? path : folder_of(path)).c_str(), kFolder);
      }()) {}

int Place::open_held(FolderLock& lock) {
  held_ = true;
  const Path rest = inside(lock.folder(), path_).value_or(Path());
  name_ = is_name(rest.filename()) ? rest.filename().string() : ".";
  int folder = ::fcntl(lock.enter(), F_DUPFD_CLOEXEC, 0);
  for (const Path& part : rest.parent_path()) {
    if (folder < 0) break;
    const Descriptor outer(folder);
    folder = open_inner(outer.get(), part.string());
  }
  return folder;
}

FolderEntry Place::entry(const std::string& name) const {
  return {folder(), name, folder_of(path_) / name};
}

unsigned Place::type() const { return type_at(folder(), name_); }

}  // namespace wgan
