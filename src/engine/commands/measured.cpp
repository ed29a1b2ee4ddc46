#include "measured.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <mutex>

#include "pictures.h"
#include "wgan/base/error.h"
#include "wgan/data/source.h"
#include "wgan/formats/sealed_file.h"
#include "wgan/image/image.h"
#include "wgan/machine/machine.h"
#include "wgan/options/settings.h"
#include "wgan/run/run_folder.h"
#include "wgan/sets/each_picture.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Real pictures beyond this many bytes are measured by a random part of them.
constexpr int64_t kMostBytes = 1'000'000'000;

/// Copies a set into a tensor, in random order, and takes the digest of its bytes.
Measured measured(const PictureSet& set, uint64_t seed, uint64_t which) {
  const int64_t all = set.count(),
                kept = std::min(all, std::max(kMostPictures, kMostBytes / set.picture_bytes()));
  Measured out{
      at::empty({kept, set.size.height, set.size.width, set.channels}, at::kByte), {}, "", all};
  const auto [least, most] = std::minmax_element(set.labels.begin(), set.labels.end());
  if (*least >= 0 && *most > 0) out.labels = at::empty({kept}, at::kLong);
  Digest digest;
  std::vector<int64_t> places(static_cast<size_t>(all));
  const auto order = shuffled(all, {seed, Stream::kPicked, 0, 0, which});
  for (size_t i = 0; i < order.size(); ++i)
    places[static_cast<size_t>(order[i])] = static_cast<int64_t>(i);
  std::string scratch;
  for (int64_t i = 0; i < all; ++i) {
    const uint8_t* bytes = set.bytes(i, scratch);
    digest.add({reinterpret_cast<const char*>(bytes), static_cast<size_t>(set.picture_bytes())});
    const int64_t place = places[static_cast<size_t>(i)];
    if (place >= kept) continue;
    std::copy_n(bytes, set.picture_bytes(),
                out.pictures.data_ptr<uint8_t>() + place * set.picture_bytes());
    if (out.labels.defined())
      out.labels.data_ptr<int64_t>()[place] = set.labels[static_cast<size_t>(i)];
  }
  out.digest = digest.text();
  return out;
}

/// Throws Error(kData) unless there are enough pictures to measure.
void need_enough(const PictureSet& set, const std::vector<std::string>& paths) {
  if (set.count() >= kFewestPictures) return;
  throw Error(ExitCode::kData, cat(escaped(join(paths, ", ")), " has ", set.count(), " usable ",
                                   set.count() == 1 ? "picture" : "pictures", "; at least ",
                                   kFewestPictures, " are needed to measure anything"));
}

/// Returns the size of all pictures of a source. Throws Error(kData) if they differ.
Size size_of_all(const ImageSource& source, const std::string& path, int64_t threads) {
  std::mutex mutex;
  std::optional<Size> size;
  std::string other;
  for_each_picture(source, threads, {}, [&](int64_t i, const Image& image) {
    const Size here{image.width, image.height};
    const std::lock_guard lock(mutex);
    if (!size) size = here;
    if (here != *size && other.empty())
      other = cat(escaped(source.name(i)), " is ", here.width, "x", here.height, " and others are ",
                  size->width, "x", size->height);
  });
  if (!other.empty())
    throw Error(ExitCode::kData, cat("the pictures of ", escaped(path), " differ in size: ", other,
                                     "; --size WxH brings them all to one"));
  return size.value_or(Size{});
}

}  // namespace

void check_not_enlarged(const DataOptions& data) {
  constexpr int64_t kLooked = 64;
  const auto source = open_source(data.source, data.size);
  int64_t looked = 0, smaller = 0;
  Size small{};
  for (int64_t i = 0; i < source->size(); i += std::max<int64_t>(1, source->size() / kLooked)) {
    try {
      const Image image = source->read(i);
      ++looked;
      if (image.width >= data.size.width && image.height >= data.size.height) continue;
      ++smaller;
      small = {image.width, image.height};
    } catch (const Error&) {
      continue;  // reported when all are read
    }
  }
  if (2 * smaller <= looked || looked == 0) return;
  throw Error(
      ExitCode::kData,
      cat("most pictures of ", escaped(join(data.source.paths, ", ")), " are smaller (one is ",
          small.width, "x", small.height, ") than the ", data.size.width, "x", data.size.height,
          " of the generated ones, and enlarged pictures are no measure; choose a smaller "
          "--size"));
}

void take_data_of(const OpenedModel& opened, const std::string& checkpoint, DataOptions& data) {
  const int64_t wanted = data.channels;
  SourceOptions source = data.source;
  std::error_code unknown;
  if (source.paths.empty() && std::filesystem::is_directory(checkpoint, unknown)) {
    const Path file = RunFolder{checkpoint}.settings();
    source.paths = read_settings(read_file(file), file.string()).data.source.paths;
  }
  if (source.paths.empty())
    throw Error(ExitCode::kUsage,
                cat(escaped(opened.path.string()),
                    " does not say which pictures it learnt from; name them: --data DIR"));
  data = opened.model.data;
  data.source = source;
  if (wanted != 0 && wanted != data.channels)
    throw Error(ExitCode::kUsage, cat("--channels ", wanted, ": ", escaped(opened.path.string()),
                                      " makes pictures of ", data.channels));
  // A model of grey pictures may have learnt from grey ones, or from colour ones made grey.
  DataOptions own = data;
  own.channels = 0;
  const int64_t natural = natural_channels(*open_source(source, data.size), own);
  if (data.channels == 1 && natural != 1 && wanted != 1)
    throw Error(ExitCode::kData,
                cat(escaped(opened.path.string()), " makes grey pictures, and those of ",
                    escaped(join(source.paths, ", ")),
                    " have colours; --channels 1 compares them without their colours"));
}

Measured real_pictures(DataOptions& data, uint64_t seed, int64_t threads, Console& console) {
  const LoadedPictures loaded = load_pictures(data, reading_threads(threads), console);
  need_enough(loaded.set, data.source.paths);
  return measured(loaded.set, seed, 0);
}

Measured fake_pictures(const Evaluate& o, DataOptions& data, Console& console) try {
  DataOptions fakes = data;
  fakes.source.paths = o.fakes;
  if (!o.sized) {
    const auto source = open_source(fakes.source, data.size);
    fakes.size = data.size =
        size_of_all(*source, join(o.fakes, ", "), reading_threads(o.model.threads));
  }
  const LoadedPictures loaded = load_pictures(fakes, reading_threads(o.model.threads), console);
  need_enough(loaded.set, o.fakes);
  data.channels = fakes.channels;
  data.alpha = fakes.alpha;
  return measured(loaded.set, o.seed, 1);
} catch (const Error& error) {  // the sources know of --data alone
  throw Error(error.code(), replaced(error.what(), "--data", "--fake"));
}

}  // namespace wgan
