#include "wgan/inspect/inspect.h"

#include <algorithm>
#include <mutex>

#include "wgan/formats/sealed_file.h"
#include "wgan/image/augment.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

bool is_blank(const Image& image) {
  constexpr int kNear = 8;
  if (image.channels == 4) {  // what is hidden does not count
    bool clear = true;
    for (size_t i = 3; i < image.pixels.size(); i += 4) clear = clear && image.pixels[i] == 0;
    if (clear) return true;
  }
  for (int64_t c = 0; c < image.channels; ++c) {
    uint8_t least = 255, most = 0;
    for (size_t i = static_cast<size_t>(c); i < image.pixels.size();
         i += static_cast<size_t>(image.channels)) {
      least = std::min(least, image.pixels[i]), most = std::max(most, image.pixels[i]);
    }
    if (most - least > kNear) return false;
  }
  return true;
}

/// Returns the mean over the channels of the visible pixels, 0 to 1.
double brightness(const Image& image) {
  double sum = 0, weight = 0;
  const int64_t colours = std::min<int64_t>(image.channels, 3);
  for (int64_t i = 0; i < image.width * image.height; ++i) {
    const uint8_t* pixel = image.pixels.data() + i * image.channels;
    const double opacity = image.channels == 4 ? pixel[3] / 255.0 : 1;
    for (int64_t c = 0; c < colours; ++c) sum += opacity * pixel[c];
    weight += opacity * static_cast<double>(colours);
  }
  return weight > 0 ? sum / weight / 255 : 1;
}

PictureFacts facts_of(const Image& image) {
  PictureFacts facts{.width = image.width, .height = image.height, .channels = image.channels};
  if (image.channels == 4) {
    for (size_t i = 3; i < image.pixels.size(); i += 4)
      facts.transparent = facts.transparent || image.pixels[i] < 255;
  }
  facts.blank = is_blank(image);
  facts.brightness = brightness(image);
  const Margins blank = blank_margins(image);
  const auto share = [](int64_t margin, int64_t side) {
    return static_cast<double>(margin) / static_cast<double>(side);
  };
  facts.margin = std::max({share(blank.left, image.width), share(blank.right, image.width),
                           share(blank.top, image.height), share(blank.bottom, image.height)});
  facts.framed = std::min({blank.left, blank.right, blank.top, blank.bottom}) > 0;
  const std::string seal = digest(cat(
      image.width, ' ', image.height, ' ', image.channels, ' ',
      std::string_view(reinterpret_cast<const char*>(image.pixels.data()), image.pixels.size())));
  std::copy_n(seal.begin(), facts.seal.size(), facts.seal.begin());
  facts.hash = perceptual_hash(image);
  return facts;
}

void find_duplicates(Inspection& found) {
  std::map<std::array<char, 32>, std::vector<int64_t>> same;
  std::vector<PerceptualHash> hashes;
  std::vector<int64_t> firsts;  // one of each group of equal pictures, without blank ones
  for (int64_t i = 0; i < static_cast<int64_t>(found.used.size()); ++i) {
    const PictureFacts& facts = found.used[static_cast<size_t>(i)];
    auto& group = same[facts.seal];
    if (group.empty() && !facts.blank) hashes.push_back(facts.hash), firsts.push_back(i);
    group.push_back(i);
  }
  for (auto& [seal, group] : same) {
    if (group.size() > 1) found.duplicates.push_back(std::move(group));
  }
  std::sort(found.duplicates.begin(), found.duplicates.end());
  for (std::vector<int64_t> group : near_groups(hashes)) {
    for (int64_t& member : group) member = firsts[static_cast<size_t>(member)];
    found.near_duplicates.push_back(std::move(group));
  }
}

}  // namespace

bool Inspection::has_warnings() const {
  return std::any_of(findings.begin(), findings.end(), [](const Finding& f) { return f.warning; });
}

Inspection inspect(const ImageSource& source, int64_t threads, const PictureProgress& progress) {
  Inspection found;
  found.pictures = source.size();
  found.classes = source.classes();
  found.class_counts.assign(found.classes.size() + 1, 0);
  std::mutex mutex;
  found.skipped = for_each_picture(source, threads, progress, [&](int64_t i, const Image& image) {
    PictureFacts facts = facts_of(image);
    facts.index = i;
    facts.label = static_cast<int32_t>(source.label(i));
    const std::lock_guard lock(mutex);
    found.used.push_back(facts);
  });
  const auto used = std::stable_partition(found.skipped.begin(), found.skipped.end(),
                                          [](const Skipped& one) { return !one.used; });
  found.faulty.assign(used, found.skipped.end());
  found.skipped.erase(used, found.skipped.end());
  std::sort(found.used.begin(), found.used.end(),
            [](const PictureFacts& a, const PictureFacts& b) { return a.index < b.index; });
  for (const PictureFacts& facts : found.used) {
    ++found.sizes[cat(facts.width, 'x', facts.height)];
    ++found.channels[facts.channels];
    found.transparent += facts.transparent;
    const size_t label = facts.label < 0 ? found.classes.size() : static_cast<size_t>(facts.label);
    ++found.class_counts[label];
    if (facts.blank) found.blank.push_back(&facts - found.used.data());
  }
  find_duplicates(found);
  advise(found, source);
  return found;
}

}  // namespace wgan
