#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "descriptor.h"
#include "wgan/text.h"

namespace wgan {
namespace {

/// Where the bytes go: through a link to what it names; never into a pipe or a device.
Path destination(const Path& wanted) {
  std::error_code error;
  Path path = std::filesystem::is_symlink(wanted, error)
                  ? std::filesystem::weakly_canonical(wanted, error)
                  : wanted;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    fail_for_kind("replace", path, std::filesystem::is_directory(status));
  return path;
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
    : path_(destination(path)),
      temporary_(folder_of(path_) /
                 cat(".", path_.filename().string(), ".", ::getpid(), kTemporary)) {
  constexpr int kNew = O_WRONLY | O_CREAT | O_EXCL;
  file_ = open_file(temporary_, kNew);
  if (file_ < 0 && errno == EEXIST) {  // of a process of this number that was killed
    remove_file(temporary_);
    file_ = open_file(temporary_, kNew);
  }
  if (file_ < 0) fail("write", path_);
}

AtomicFile::~AtomicFile() {
  if (file_ >= 0) ::close(file_);
  if (!temporary_.empty()) fs().remove(temporary_);
}

void AtomicFile::write(std::string_view bytes) { write_all(file_, bytes, path_); }

void AtomicFile::commit(bool synced) {
  if (synced && sync_file(file_) != 0) fail("write", path_);
  // Some network file systems tell of a failed write only now.
  if (::close(std::exchange(file_, -1)) != 0 && errno != EINTR) fail("write", path_);
  if (rename_file(temporary_, path_) != 0) fail("write", path_);
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
