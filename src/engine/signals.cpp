#include "signals.h"

#include <unistd.h>

#include <atomic>
#include <csignal>

namespace wgan {
namespace {

std::atomic<int> first_signal{0};
static_assert(std::atomic<int>::is_always_lock_free);

struct sigaction previous_int, previous_term;

void note(int signal) {
  int none = 0;
  if (!first_signal.compare_exchange_strong(none, signal)) ::_exit(128 + signal);
}

}  // namespace

Signals::Signals() {
  struct sigaction action {};
  action.sa_handler = note;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, &previous_int);
  ::sigaction(SIGTERM, &action, &previous_term);
}

Signals::~Signals() {
  ::sigaction(SIGINT, &previous_int, nullptr);
  ::sigaction(SIGTERM, &previous_term, nullptr);
}

std::optional<Ending> Signals::received() const {
  switch (first_signal) {
    case SIGINT:
      return Ending::kInterrupted;
    case SIGTERM:
      return Ending::kTerminated;
    default:
      return std::nullopt;
  }
}

}  // namespace wgan
