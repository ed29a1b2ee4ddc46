#include <algorithm>
#include <array>
#include <cmath>

#include "cache.h"
#include "wgan/data.h"

namespace wgan {
namespace {

/// Decodes every picture into its place of `pixels`, then moves the usable ones together. Fills in
/// labels and what was skipped; returns the number of bytes in use.
int64_t decode_all(const ImageSource& source, const Preparation& how, const LoadOptions& options,
                   uint8_t* pixels, PictureSet& set) {
  const int64_t count = source.size(), bytes = set.picture_bytes();
  set.labels.resize(static_cast<size_t>(count));
  std::vector<char> usable(static_cast<size_t>(count));
  set.skipped =
      for_each_picture(source, options.threads, options.progress, [&](int64_t i, Image read) {
        const Image image = prepare(read, how);
        std::copy(image.pixels.begin(), image.pixels.end(), pixels + i * bytes);
        set.labels[static_cast<size_t>(i)] = static_cast<int32_t>(source.label(i));
        usable[static_cast<size_t>(i)] = 1;
      });
  size_t kept = 0;
  for (size_t i = 0; i < usable.size(); ++i) {
    if (!usable[i]) continue;
    if (kept != i) {
      std::copy_n(pixels + static_cast<int64_t>(i) * bytes, bytes,
                  pixels + static_cast<int64_t>(kept) * bytes);
      set.labels[kept] = set.labels[i];
    }
    ++kept;
  }
  set.labels.resize(kept);
  return static_cast<int64_t>(kept) * bytes;
}

}  // namespace

Pixels::Pixels(const std::vector<uint8_t>& bytes) {
  auto owner = std::make_shared<std::vector<uint8_t>>(bytes);
  data_ = owner->data();
  size_ = static_cast<int64_t>(owner->size());
  owner_ = std::move(owner);
}

Image PictureSet::picture(int64_t index) const {
  Image image(size.width, size.height, channels);
  std::copy_n(pixels.data() + index * picture_bytes(), picture_bytes(), image.pixels.begin());
  return image;
}

ChannelStatistics statistics(const PictureSet& pictures) {
  ChannelStatistics found;
  const int64_t pixels = pictures.pixels.size() / pictures.channels;
  for (int64_t c = 0; c < pictures.channels; ++c) {
    std::array<int64_t, 256> counts{};
    for (int64_t i = 0; i < pixels; ++i)
      ++counts[pictures.pixels.data()[i * pictures.channels + c]];
    double sum = 0, squares = 0;
    for (size_t level = 0; level < counts.size(); ++level) {
      const double value = static_cast<double>(level) / 255,
                   times = static_cast<double>(counts[level]);
      sum += times * value;
      squares += times * value * value;
    }
    const double mean = sum / static_cast<double>(pixels);
    found.mean.push_back(mean);
    found.deviation.push_back(
        std::sqrt(std::max(0.0, squares / static_cast<double>(pixels) - mean * mean)));
  }
  return found;
}

PictureSet load(const ImageSource& source, const Preparation& how, const LoadOptions& options) {
  PictureSet set{how.size, how.channels, {}, {}, {}};
  const int64_t most = source.size() * set.picture_bytes();
  if (static_cast<double>(most) > options.cache_limit)
    return load_through_file(source, how, options, [&](uint8_t* pixels, PictureSet& into) {
      return decode_all(source, how, options, pixels, into);
    });
  const std::shared_ptr<uint8_t[]> memory(new uint8_t[static_cast<size_t>(most)]);
  const int64_t used = decode_all(source, how, options, memory.get(), set);
  set.pixels = Pixels(memory, memory.get(), used);
  return set;
}

}  // namespace wgan
