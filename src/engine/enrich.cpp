#include <array>
#include <atomic>
#include <cstdio>
#include <iostream>
#include <mutex>

#include "commands.h"
#include "pictures.h"
#include "wgan/augment.h"
#include "wgan/device.h"
#include "wgan/error.h"
#include "wgan/parallel.h"
#include "wgan/text.h"

namespace wgan {
namespace {

/// "000017-pikachu": unique by its number, and safe as a file's name whatever the source holds.
std::string stem(const ImageSource& source, int64_t index) {
  std::string name = Path(source.name(index)).stem().string().substr(0, 60);
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_') c = '-';
  }
  std::array<char, 24> number;
  std::snprintf(number.data(), number.size(), "%06lld-", static_cast<long long>(index));
  return number.data() + name;
}

class Enricher {
 public:
  Enricher(const EnrichOptions& o, const ImageSource& source)
      : o_(o), source_(source), classes_(source.classes()) {
    for (const std::string& name : classes_) make_folder(Path(o.out) / name);
    make_folder(o.out);
  }

  /// Writes the picture and all that becomes of it; returns how many that are.
  int64_t write(int64_t index) const {
    const Image image = source_.read(index);
    const int64_t label = source_.label(index);
    const Path folder =
        label < 0 ? Path(o_.out) : Path(o_.out) / classes_[static_cast<size_t>(label)];
    const std::string name = stem(source_, index);
    int64_t written = 0;
    const auto put = [&](const std::string& suffix, const Image& one) {
      write_unsynced(folder / cat(name, suffix, ".png"), encode_png(one));
      ++written;
    };
    put("", image);
    for (const Variant& variant : fixed_variants(image, o_.augment))
      put("-" + variant.name, variant.image);
    for (int64_t copy = 0; copy < o_.copies; ++copy) {
      const Random random(o_.seed, Stream::kVariant, 0, static_cast<uint64_t>(copy),
                          static_cast<uint64_t>(index));
      put(cat("-copy", copy + 1), augmented(image, o_.augment, random));
    }
    return written;
  }

 private:
  const EnrichOptions& o_;
  const ImageSource& source_;
  std::vector<std::string> classes_;
};

}  // namespace

ExitCode run_enrich(const EnrichOptions& wanted) {
  EnrichOptions o = wanted;
  if (o.copies < 0) o.copies = has_random_part(o.augment) ? 1 : 0;
  Console console;
  const auto source = open_source(o.source, {});
  std::vector<std::pair<int64_t, std::string>> faults;
  std::mutex mutex;
  std::atomic<int64_t> done = 0, written = 0;
  const Enricher enricher(o, *source);
  for_each_index(source->size(), set_threads(o.threads), [&](int64_t i) {
    try {
      written += enricher.write(i);
    } catch (const Error& error) {
      if (error.code() != ExitCode::kData) throw;
      const std::lock_guard lock(mutex);
      faults.emplace_back(i, error.what());
    }
    if (++done % 64 == 0) {
      const std::lock_guard lock(mutex);
      console.live(cat("writing pictures ", progress_bar(done, source->size())));
    }
  });
  console.live("");
  std::sort(faults.begin(), faults.end());
  std::vector<Skipped> skipped = source->faults();
  for (const auto& [index, reason] : faults) skipped.push_back({source->name(index), reason});
  const int64_t used = source->size() - static_cast<int64_t>(faults.size());
  const int64_t each = 1 + o.augment.flip + o.augment.vflip + 4 * o.augment.shift_blank + o.copies;
  const int64_t missing = used * each - written;
  console.info(cat(grouped(written), " pictures: ", grouped(used), " x ", each,
                   missing ? cat(", less ", grouped(missing),
                                 " shifts of pictures without a blank margin on that side")
                           : ""));
  std::cout << escaped(o.out) << "\n";
  std::cout.flush();
  report_skipped(skipped, used, o.source.strict, console);
  return ExitCode::kDone;
}

}  // namespace wgan
