#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "descriptor.h"
#include "place.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr size_t kMostNameBytes = 255;  // the limit of Linux file systems

/// Returns ".NAME.PROCESS.wgan-tmp", with NAME cut to the room there is.
std::string temporary_name(const Path& path) {
  const std::string end = cat(".", ::getpid(), kTemporary);
  return cat(".", path.filename().string().substr(0, kMostNameBytes - 1 - end.size()), end);
}

/// Throws Error(kDisk) unless the file is missing or a regular file.
void check_replaceable(const Place& place, const Path& path) {
  const unsigned type = place.folder() < 0 ? 0 : place.type();
  if (type == S_IFLNK) {
    throw Error(ExitCode::kDisk, cat("cannot replace ", escaped(path.string()),
                                     ": it is a link, and nothing is written through links; remove "
                                     "it, or name what it leads to"));
  }
  if (type != 0 && type != S_IFREG) fail_for_kind("replace", path, type == S_IFDIR);
}

void replace(const Path& path, std::string_view contents, bool synced, size_t next) {
  patiently(path, contents.size() + next, [&] {
    AtomicFile file(path);
    file.write(contents);
    file.commit(synced);
  });
}

}  // namespace

AtomicFile::AtomicFile(const Path& path)
    : path_(path), place_(std::make_unique<Place>(path)), temporary_(temporary_name(path)) {
  check_replaceable(*place_, path_);
  const auto open_new = [&] {
    return uninterrupted([&] {
      return fs().open(place_->entry(temporary_), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    });
  };
  if (place_->folder() >= 0) file_ = open_new();
  if (file_ < 0 && errno == EEXIST) {  // left by a killed process with the same number
    fs().remove(place_->entry(temporary_));
    file_ = open_new();
  }
  if (file_ < 0) fail("write", path_);
}

AtomicFile::~AtomicFile() {
  if (file_ >= 0) ::close(file_);
  if (!temporary_.empty()) fs().remove(place_->entry(temporary_));
}

void AtomicFile::write(std::string_view bytes) { write_all(file_, bytes, path_); }

void AtomicFile::commit(bool synced) {
  if (synced && sync_file(file_) != 0) fail("write", path_);
  // Some network file systems report a failed write only now.
  if (::close(std::exchange(file_, -1)) != 0 && errno != EINTR) fail("write", path_);
  const int renamed =
      uninterrupted([&] { return fs().rename(place_->entry(temporary_), place_->entry()); });
  if (renamed != 0) fail("write", path_);
  temporary_.clear();
  if (synced) sync_folder(folder_of(path_));
}

void write_atomically(const Path& path, std::string_view contents, size_t next) {
  replace(path, contents, /*synced=*/true, next);
}

void write_unsynced(const Path& path, std::string_view contents) {
  replace(path, contents, /*synced=*/false, /*next=*/0);
}

}  // namespace wgan
