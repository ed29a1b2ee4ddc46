#pragma once

#include <ATen/Parallel.h>

#include <algorithm>

namespace wgan {

/// Calls `work(first, count)` for parts of `part` items of [0, all), the last of which may be
/// smaller, on LibTorch's threads. Inside, LibTorch's operators use one thread, so that no bit of a
/// result depends on the number of threads; with one part alone that takes a second, empty one.
/// `work` computes no gradients by the weights of convolutions: oneDNN's wait there for threads
/// that they do not get.
template <typename Work>
void for_parts(int64_t all, int64_t part, const Work& work) {
  const int64_t parts = (all + part - 1) / part;
  at::parallel_for(0, std::max<int64_t>(parts, 2), 1, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < std::min(last, parts); ++i)
      work(i * part, std::min(part, all - i * part));
  });
}

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

}  // namespace wgan
