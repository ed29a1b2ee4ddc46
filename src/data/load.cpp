#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "wgan/data.h"
#include "wgan/error.h"

namespace wgan {
namespace {

/// Takes out the pictures that were skipped, so that the rest lies side by side.
void close_gaps(PictureSet& set, const std::vector<char>& usable) {
  const auto bytes = static_cast<size_t>(set.picture_bytes());
  size_t kept = 0;
  for (size_t i = 0; i < usable.size(); ++i) {
    if (!usable[i]) continue;
    if (kept != i) {
      std::copy_n(set.pixels.begin() + static_cast<int64_t>(i * bytes), bytes,
                  set.pixels.begin() + static_cast<int64_t>(kept * bytes));
      set.labels[kept] = set.labels[i];
    }
    ++kept;
  }
  set.pixels.resize(kept * bytes);
  set.labels.resize(kept);
}

}  // namespace

Image PictureSet::picture(int64_t index) const {
  Image image(size.width, size.height, channels);
  std::copy_n(pixels.begin() + index * picture_bytes(), picture_bytes(), image.pixels.begin());
  return image;
}

PictureSet load(const ImageSource& source, const Preparation& how, int64_t threads,
                const std::function<void(int64_t, int64_t)>& progress) {
  PictureSet set{how.size, how.channels, {}, {}, {}};
  const int64_t count = source.size();
  set.pixels.resize(static_cast<size_t>(count * set.picture_bytes()));
  set.labels.resize(static_cast<size_t>(count));
  std::vector<char> usable(static_cast<size_t>(count));
  std::vector<std::pair<int64_t, std::string>> faults;
  std::atomic<int64_t> next{0};
  std::mutex mutex;

  const auto work = [&] {
    for (int64_t i; (i = next++) < count;) {
      try {
        const Image image = prepare(source.read(i), how);
        std::copy(image.pixels.begin(), image.pixels.end(),
                  set.pixels.begin() + i * set.picture_bytes());
        set.labels[static_cast<size_t>(i)] = source.label(i);
        usable[static_cast<size_t>(i)] = 1;
      } catch (const std::exception& error) {
        const std::lock_guard lock(mutex);
        faults.emplace_back(i, error.what());
      }
      if (progress && (i % 64 == 0 || i + 1 == count)) {
        const std::lock_guard lock(mutex);
        progress(i + 1, count);
      }
    }
  };
  {
    std::vector<std::jthread> workers;
    for (int64_t t = 1; t < std::min(threads, count); ++t) workers.emplace_back(work);
    work();
  }
  std::sort(faults.begin(), faults.end());
  for (const auto& [index, reason] : faults) set.skipped.push_back({source.name(index), reason});
  close_gaps(set, usable);
  return set;
}

}  // namespace wgan
