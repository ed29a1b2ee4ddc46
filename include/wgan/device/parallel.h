#pragma once

#include <ATen/Parallel.h>

#include <algorithm>
#ifdef __SANITIZE_THREAD__
#include <omp.h>

#include <exception>
#include <thread>
#include <vector>
#endif

namespace wgan {

/// While it lives, LibTorch's operators use one thread.
class OneThread {
 public:
  OneThread() { at::set_num_threads(1); }
  ~OneThread() { at::set_num_threads(before_); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_ = at::get_num_threads();
};

/// Calls `work(first, last)` for parts of [begin, end), of at least `grain` items where there are
/// so many, on LibTorch's threads. The thread sanitizer does not see libgomp's barriers, and for it
/// everything after a loop would race with the loop: under it the threads are our own.
template <typename Work>
void parallel_for(int64_t begin, int64_t end, int64_t grain, const Work& work) {
#ifdef __SANITIZE_THREAD__
  const int64_t items = end - begin, most = at::in_parallel_region() ? 1 : at::get_num_threads(),
                threads = std::clamp<int64_t>(items / std::max<int64_t>(1, grain), 1, most);
  if (items <= 0) return;
  if (threads == 1) return work(begin, end);
  const OneThread alone;
  std::vector<std::thread> team;
  std::vector<std::exception_ptr> failures(static_cast<size_t>(threads));
  for (int64_t i = 0; i < threads; ++i) {
    team.emplace_back([&, i] {
      omp_set_num_threads(1);  // what OneThread says does not reach a new thread
      try {
        work(begin + items * i / threads, begin + items * (i + 1) / threads);
      } catch (...) {
        failures[static_cast<size_t>(i)] = std::current_exception();
      }
    });
  }
  for (std::thread& thread : team) thread.join();
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
#else
  at::parallel_for(begin, end, grain, work);
#endif
}

/// Calls `work(first, count)` for parts of `part` items of [0, all), the last of which may be
/// smaller, on LibTorch's threads. Inside, LibTorch's operators use one thread, so that no bit of a
/// result depends on the number of threads; with one part alone that takes a second, empty one.
/// `work` computes no gradients by the weights of convolutions: oneDNN's wait there for threads
/// that they do not get.
template <typename Work>
void for_parts(int64_t all, int64_t part, const Work& work) {
  const int64_t parts = (all + part - 1) / part;
  parallel_for(0, std::max<int64_t>(parts, 2), 1, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < std::min(last, parts); ++i)
      work(i * part, std::min(part, all - i * part));
  });
}

}  // namespace wgan
