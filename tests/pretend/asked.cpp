#include "asked.h"

#include <mutex>
#include <numeric>
#include <utility>

namespace wgan::pretend {
namespace {

std::mutex mutex;  // autograd works for a device in a thread of its own
Asked asked;
thread_local bool in_kernel = false;

}  // namespace

int64_t sum(const Asked::Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), int64_t{0},
                         [](int64_t all, const auto& named) { return all + named.second; });
}

Asked take_asked() {
  const std::lock_guard lock(mutex);
  return std::exchange(asked, {});
}

void count(Asked::Counts Asked::*what, const std::string& name) {
  if (in_kernel) return;
  const std::lock_guard lock(mutex);
  ++(asked.*what)[name];
}

InKernel::InKernel() : before_(std::exchange(in_kernel, true)) {}
InKernel::~InKernel() { in_kernel = before_; }

}  // namespace wgan::pretend
