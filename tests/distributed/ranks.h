#pragma once

#include <exception>
#include <functional>
#include <thread>

#include "free_port.h"
#include "support.h"
#include "wgan/device/parallel.h"
#include "wgan/distributed/join.h"

namespace wgan {

inline Launch launch_on_loopback(int64_t rank, int64_t size, uint16_t port) {
  return {.launcher = "test",
          .rank = rank,
          .size = size,
          .local_rank = rank,
          .local_size = size,
          .master = "127.0.0.1",
          .port = port};
}

/// Calls `work` as each of the ranks of a group over loopback, in a thread each. Returns what each
/// of them threw.
inline std::vector<std::exception_ptr> outcomes_of_ranks(
    int64_t size, const std::function<void(const ProcessGroup&)>& work, double timeout = 60) {
  const uint16_t port = free_port();
  std::vector<std::exception_ptr> thrown(static_cast<size_t>(size));
  std::vector<std::thread> ranks;
  for (int64_t rank = 0; rank < size; ++rank) {
    ranks.emplace_back([&, rank] {
      at::set_num_threads(1);
      try {
        const auto group = join(launch_on_loopback(rank, size, port), {.timeout = timeout});
        try {
          work(*group);
        } catch (const std::exception& error) {
          group->give_up(error.what());
          throw;
        }
      } catch (...) {
        thrown[static_cast<size_t>(rank)] = std::current_exception();
      }
    });
  }
  for (std::thread& rank : ranks) rank.join();
  return thrown;
}

/// Calls `work` as each rank, and rethrows what one of them throws.
inline void as_ranks(int64_t size, const std::function<void(const ProcessGroup&)>& work) {
  for (const std::exception_ptr& thrown : outcomes_of_ranks(size, work)) {
    if (thrown) std::rethrow_exception(thrown);
  }
}

}  // namespace wgan
