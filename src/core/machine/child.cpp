#include "wgan/machine/child.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <filesystem>

#include "wgan/base/error.h"
#include "wgan/distributed/launch.h"
#include "wgan/text/text.h"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace wgan {
namespace {

sigset_t watched_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGCHLD, SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  return set;
}

/// Returns what was written to a file in memory, and closes it.
std::string taken(int file) {
  constexpr size_t kMost = 1 << 20;  // the end of longer messages
  std::string text;
  if (file < 0) return text;
  const off_t size = ::lseek(file, 0, SEEK_END);
  const auto part = std::min(static_cast<size_t>(std::max<off_t>(size, 0)), kMost);
  text.resize(part);
  const ssize_t got = ::pread(file, text.data(), part, size - static_cast<off_t>(part));
  text.resize(static_cast<size_t>(std::max<ssize_t>(got, 0)));
  ::close(file);
  return text;
}

}  // namespace

Children::Children(Shared shared) : shared_(shared) {
  const sigset_t set = watched_signals();
  ::pthread_sigmask(SIG_BLOCK, &set, &before_);
}

Children::~Children() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

pid_t Children::start(const std::vector<std::string>& arguments) {
  std::vector<std::string> words{std::filesystem::read_symlink("/proc/self/exe").string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  const int messages = shared_ != Shared::kNothing ? -1 : ::memfd_create("messages", MFD_CLOEXEC);
  // A child works by itself, even if this process is one of several.
  std::vector<std::string> variables = environment_without_launch();
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  if (shared_ != Shared::kBoth)
    ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  if (messages >= 0) ::posix_spawn_file_actions_adddup2(&files, messages, STDERR_FILENO);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setsigmask(&attributes, &before_);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t child = 0;
  const int error =
      ::posix_spawn(&child, argv[0], &files, &attributes, argv.data(), environment.data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&files);
  if (error != 0) {
    taken(messages);
    throw Error(ExitCode::kDevice, cat("cannot start ", words[0], ": ", std::strerror(error)));
  }
  running_[child] = messages;
  return child;
}

std::optional<ChildEnd> Children::ended() {
  for (const auto& [child, messages] : running_) {
    int status = 0;
    if (::waitpid(child, &status, WNOHANG) != child) continue;
    ChildEnd end{child, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
                 taken(messages)};
    running_.erase(child);
    return end;
  }
  return std::nullopt;
}

ChildEnd Children::wait() {
  const sigset_t set = watched_signals();
  for (;;) {
    if (const auto end = ended()) return *end;
    int signal = 0;
    if (::sigwait(&set, &signal) != 0 || signal == SIGCHLD) continue;
    if (!interrupted_) interrupted_ = signal;
    // A terminal sends Ctrl-C to the children too; they take both for one.
    for (const auto& [child, messages] : running_) ::kill(child, signal);
  }
}

}  // namespace wgan
