#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <thread>
#include <utility>

#include "descriptor.h"
#include "wgan/text.h"

namespace wgan {
namespace {

/// "process 4711 on gpu3 since 2026-11-22 10:20:30": what others are told.
std::string this_process() {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  std::array<char, 32> time{};
  std::strftime(time.data(), time.size(), "%Y-%m-%d %H:%M:%S", &local);
  return cat("process ", ::getpid(), " on ", escaped(host.data()), " since ", time.data());
}

/// What the holder wrote, if it can be read. It writes that right after it has got the lock, so it
/// is given a moment.
std::string holder(int file, const Path& path) {
  constexpr int kTries = 20;
  std::array<char, 400> text;
  for (int i = 0; i < kTries; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    try {
      const size_t length = read_at(file, text.data(), text.size(), 0, path);
      if (length > 0) return escaped(trim(std::string_view(text.data(), length)));
    } catch (const Error&) {
      return {};
    }
  }
  return {};
}

[[noreturn]] void busy(const Path& folder, int file, const Path& path) {
  const std::string who = holder(file, path);
  throw Error(ExitCode::kBusy, cat(escaped(folder.string()), " is in use by ",
                                   who.empty() ? "another wgan" : who, "; wait for it or stop it"));
}

}  // namespace

void check_not_held(const Path& folder) {
  const Path path = folder / kLockName;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) return;
  if (::flock(file.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    busy(folder, file.get(), path);
}

FolderLock::FolderLock(const Path& folder) {
  const Path path = folder / kLockName;
  file_ = open_file(path, O_RDWR | O_CREAT);
  if (file_ < 0) fail("write", path);
  // The folder itself is locked too, where that can be done: nobody can delete that unnoticed.
  folder_ = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_ >= 0 && ::flock(folder_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    const Descriptor closed(std::exchange(file_, -1)), other(std::exchange(folder_, -1));
    busy(folder, closed.get(), path);
  }
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    if (error == EWOULDBLOCK) {
      const Descriptor closed(std::exchange(file_, -1)), other(std::exchange(folder_, -1));
      busy(folder, closed.get(), path);
    }
    held_ = false;
  }
  // The text is a help for people: a full disk must not stop what follows.
  if (truncate_file(file_, 0) == 0) {
    const std::string who = this_process() + "\n";
    if (fs().write(file_, who.data(), who.size()) < 0) truncate_file(file_, 0);
  }
}

FolderLock::~FolderLock() {
  if (file_ >= 0) ::close(file_);
  if (folder_ >= 0) ::close(folder_);
}

}  // namespace wgan
