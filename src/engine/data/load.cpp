#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <mutex>
#include <set>

#include "cache.h"
#include "wgan/base/error.h"
#include "wgan/data/data.h"

namespace wgan {
namespace {

/// Decodes every picture into its place in `pixels`, then moves the usable ones together. Fills in
/// labels and what was skipped; returns the number of bytes in use.
int64_t decode_all(const ImageSource& source, const Preparation& how, const LoadOptions& options,
                   uint8_t* pixels, PictureSet& set) {
  const int64_t count = source.size(), bytes = set.picture_bytes();
  set.labels.resize(static_cast<size_t>(count));
  std::vector<char> usable(static_cast<size_t>(count));
  set.shapes.resize(static_cast<size_t>(count));
  set.skipped = for_each_picture(
      source, options.threads, options.progress, [&](int64_t i, const Image& read) {
        const Image image = prepare(read, how);
        std::copy(image.pixels.begin(), image.pixels.end(), pixels + i * bytes);
        const auto label = static_cast<int32_t>(source.label(i));
        set.labels[static_cast<size_t>(i)] = label;
        set.shapes[static_cast<size_t>(i)] = {read.width, read.height, read.channels, label};
        usable[static_cast<size_t>(i)] = 1;
      });
  size_t kept = 0;
  for (size_t i = 0; i < usable.size(); ++i) {
    if (!usable[i]) continue;
    if (kept != i) {
      std::copy_n(pixels + static_cast<int64_t>(i) * bytes, bytes,
                  pixels + static_cast<int64_t>(kept) * bytes);
      set.labels[kept] = set.labels[i];
      set.shapes[kept] = set.shapes[i];
    }
    ++kept;
  }
  set.labels.resize(kept);
  set.shapes.resize(kept);
  return static_cast<int64_t>(kept) * bytes;
}

}  // namespace

Pixels::Pixels(const std::vector<uint8_t>& bytes) {
  auto owner = std::make_shared<std::vector<uint8_t>>(bytes);
  data_ = owner->data();
  size_ = static_cast<int64_t>(owner->size());
  owner_ = std::move(owner);
}

const uint8_t* Pixels::read(int64_t offset, int64_t count, std::string& scratch) const {
  if (data_) return data_ + offset;
  scratch = file_->read(offset, count);
  if (static_cast<int64_t>(scratch.size()) != count)
    throw Error(ExitCode::kDisk, "the file of prepared pictures has become shorter");
  return reinterpret_cast<const uint8_t*>(scratch.data());
}

const uint8_t* PictureSet::bytes(int64_t index, std::string& scratch) const {
  const int64_t place = places.empty() ? index : places[static_cast<size_t>(index)];
  return pixels.read(place * picture_bytes(), picture_bytes(), scratch);
}

Image PictureSet::picture(int64_t index) const {
  Image image(size.width, size.height, channels);
  std::string scratch;
  std::copy_n(bytes(index, scratch), picture_bytes(), image.pixels.begin());
  return image;
}

Parts set_aside(const PictureSet& pictures, double share, uint64_t seed) {
  const int64_t all = pictures.count();
  const auto least = std::min<int64_t>(share > 0 ? 1 : 0, all);
  const int64_t aside =
      std::max(least, static_cast<int64_t>(std::lround(share * static_cast<double>(all))));
  const auto order = shuffled(all, {seed, Stream::kSetAside, 0, 0, 0});
  std::vector<char> held_out(static_cast<size_t>(all));
  for (int64_t i = 0; i < aside; ++i)
    held_out[static_cast<size_t>(order[static_cast<size_t>(i)])] = 1;
  const auto part = [&](bool held) {
    PictureSet some = pictures;
    some.labels.clear();
    some.places.clear();
    for (int64_t i = 0; i < all; ++i) {
      const auto at = static_cast<size_t>(i);
      if ((held_out[at] != 0) != held) continue;
      some.labels.push_back(pictures.labels[at]);
      some.places.push_back(pictures.places.empty() ? i : pictures.places[at]);
    }
    if (pictures.name)
      some.name = [whole = pictures.name, places = some.places](int64_t index) {
        return whole(places[static_cast<size_t>(index)]);
      };
    return some;
  };
  return {part(false), part(true)};
}

std::function<std::string(int64_t)> names_of(const ImageSource& source,
                                             const std::vector<Skipped>& skipped) {
  struct Places {
    std::once_flag once;
    std::vector<int64_t> left_out;  // indices in the source, rising
  };
  auto places = std::make_shared<Places>();
  std::set<std::string> names;
  for (const Skipped& one : skipped) names.insert(one.name);
  return [&source, places, names = std::move(names)](int64_t index) {
    std::call_once(places->once, [&] {
      for (int64_t i = 0; !names.empty() && i < source.size(); ++i) {
        if (names.count(source.name(i))) places->left_out.push_back(i);
      }
    });
    for (const int64_t out : places->left_out) {
      if (out > index) break;
      ++index;
    }
    return source.name(index);
  };
}

ChannelStatistics statistics(const PictureSet& pictures) {
  ChannelStatistics found;
  std::string scratch;
  const int64_t pixels = pictures.count() * pictures.size.width * pictures.size.height;
  for (int64_t c = 0; c < pictures.channels; ++c) {
    std::array<int64_t, 256> counts{};
    for (int64_t i = 0; i < pictures.count(); ++i) {
      const uint8_t* bytes = pictures.bytes(i, scratch);
      for (int64_t k = c; k < pictures.picture_bytes(); k += pictures.channels) ++counts[bytes[k]];
    }
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
