#include "wgan/sets/each_picture.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <system_error>
#include <thread>

#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

struct Fault {
  int64_t index;
  std::string reason;
  bool passing;
};

using Work = std::function<void(int64_t, Image)>;

/// Returns why a picture is to be skipped; nothing if all went well.
std::optional<Fault> attempt(const ImageSource& source, const Work& work, int64_t index) {
  Image image;
  try {
    image = source.read(index);
  } catch (const Error& error) {
    return Fault{index, error.what(), error.code() != ExitCode::kData};
  }
  try {
    work(index, std::move(image));
  } catch (const Error& error) {
    if (error.code() != ExitCode::kData) throw;
    return Fault{index, error.what(), false};
  }
  return std::nullopt;
}

}  // namespace

std::string line_about(const Skipped& one) {
  return one.used ? cat(escaped(one.name), " is used, but ", one.reason)
                  : cat("skipped ", escaped(one.name), ": ", one.reason);
}

int64_t count_unused(const std::vector<Skipped>& list) {
  return std::count_if(list.begin(), list.end(), [](const Skipped& one) { return !one.used; });
}

std::vector<Skipped> for_each_picture(const ImageSource& source, int64_t threads,
                                      const PictureProgress& progress, const Work& work) {
  const int64_t count = source.size();
  std::atomic<int64_t> next{0};
  std::mutex mutex;
  int64_t done = 0;
  std::vector<Fault> faults;
  std::exception_ptr failure;
  const auto run = [&] {
    try {
      for (int64_t i; (i = next++) < count;) {
        std::optional<Fault> fault = attempt(source, work, source.in_reading_order(i));
        const std::lock_guard lock(mutex);
        if (fault) faults.push_back(std::move(*fault));
        if (++done % 64 == 0 && progress) progress(done, count);
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
      next = count;
    }
  };
  {
    std::vector<std::jthread> helpers;
    try {
      for (int64_t t = 1; t < std::min(threads, count); ++t) helpers.emplace_back(run);
    } catch (const std::system_error&) {  // cannot start more threads: those that run do the work
    }
    run();
  }
  if (failure) std::rethrow_exception(failure);
  std::sort(faults.begin(), faults.end(),
            [](const Fault& a, const Fault& b) { return a.index < b.index; });
  std::vector<Skipped> skipped = source.faults();
  for (Fault& fault : faults)
    skipped.push_back({source.name(fault.index), std::move(fault.reason), fault.passing});
  return skipped;
}

}  // namespace wgan
