#include "signals.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <iterator>
#include <string_view>

namespace wgan {
namespace {

std::atomic<int> first_signal{0};
std::atomic<double> first_at{1e18};  // time of the first signal, from `now`
std::atomic<bool> save_wanted{false};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free &&
              std::atomic<double>::is_always_lock_free);

/// The signals after SIGHUP are a batch system's warnings that the end is near.
constexpr int kEnding[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR2, SIGXCPU};
struct sigaction previous[std::size(kEnding)], previous_user;
bool holding = false;
std::atomic<double> echo{0.5};  // seconds in which a second signal is that of the first
std::atomic<bool> speaks{true};

/// Returns seconds of a monotonic clock; safe in a signal handler.
double now() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// Tells the user at once, since the current update may take seconds. Uses only `write`, which is
/// allowed in a signal handler.
void say_what_happens() {
  constexpr std::string_view kClear = "\r\x1b[K";  // clears a terminal's live line
  constexpr std::string_view kText =
      "interrupted: finishing the update under way and saving; Ctrl-C again stops at once, with "
      "the state of the last save\n";
  const int error = errno;
  if (::isatty(STDERR_FILENO)) (void)!::write(STDERR_FILENO, kClear.data(), kClear.size());
  (void)!::write(STDERR_FILENO, kText.data(), kText.size());
  errno = error;
}

/// Notes why to end, and exits at once on a person's second signal.
void note_end(int signal) {
  int none = 0;
  if (first_signal.compare_exchange_strong(none, signal)) {
    first_at = now();
    if (signal == SIGINT && speaks) say_what_happens();
  } else if (signal != SIGXCPU && now() - first_at > echo) ::_exit(128 + signal);
}

void note_save(int) { save_wanted = true; }

void set(int signal, void (*handler)(int), struct sigaction* before) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  ::sigaction(signal, &action, before);
}

}  // namespace

Signals::Signals(Sender sender, bool speaks_for_itself) {
  echo = sender == Sender::kLauncher ? 5 : 0.5;
  speaks = speaks_for_itself;
  set(SIGUSR1, note_save, &previous_user);
}

Signals::~Signals() {
  ::sigaction(SIGUSR1, &previous_user, nullptr);
  for (size_t i = 0; holding && i < std::size(kEnding); ++i)
    ::sigaction(kEnding[i], &previous[i], nullptr);
  holding = false;
}

void Signals::hold() {
  for (size_t i = 0; i < std::size(kEnding); ++i) {
    set(kEnding[i], note_end, &previous[i]);
    if (kEnding[i] == SIGHUP && previous[i].sa_handler == SIG_IGN)
      ::sigaction(SIGHUP, &previous[i], nullptr);
  }
  holding = true;
}

std::optional<Ending> Signals::received() const {
  switch (first_signal) {
    case SIGINT:
      return Ending::kInterrupted;
    case SIGTERM:
    case SIGUSR2:
    case SIGXCPU:
      return Ending::kTerminated;
    case SIGHUP:
      return Ending::kHungUp;
    default:
      return std::nullopt;
  }
}

bool Signals::save_asked() const { return save_wanted.exchange(false); }

}  // namespace wgan
