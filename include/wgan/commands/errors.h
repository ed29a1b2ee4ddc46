#pragma once

#include <functional>
#include <optional>
#include <utility>

namespace wgan {

/// Calls `work`. Turns what LibTorch, OpenCV and the standard library throw into an Error of one
/// line. Meanwhile this thread writes and reads numbers with points, whatever locale the process
/// has set.
void translate_errors(const std::function<void()>& work);

/// Returns what `work` returns, and throws only Error.
template <typename Work>
auto with_errors_of_one_line(const Work& work) {
  std::optional<decltype(work())> result;
  translate_errors([&] { result.emplace(work()); });
  return std::move(*result);
}

}  // namespace wgan
