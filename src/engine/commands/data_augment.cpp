#include "wgan/commands/data_augment.h"

#include <atomic>
#include <iostream>
#include <set>

#include "pictures.h"
#include "wgan/base/error.h"
#include "wgan/device/device.h"
#include "wgan/image/augment.h"
#include "wgan/sets/picture_names.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Returns "000017-pikachu": unique by its number, and a safe file name whatever the source holds.
std::string stem(const ImageSource& source, int64_t index) {
  std::string name = Path(source.name(index)).stem().string().substr(0, 60);
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_') c = '-';
  }
  return cat(zero_padded(static_cast<uint64_t>(index), 6), "-", name);
}

/// Turns a class name into the name of one folder: it may hold slashes, dots, anything.
std::string folder_name(std::string name, const std::set<std::string>& taken) {
  for (char& c : name) {
    if (c == '/' || static_cast<unsigned char>(c) < 0x20) c = '-';
  }
  if (name.empty() || name[0] == '.' || is_passed_over(name)) name = "_" + name;
  name = name.substr(0, 100);
  std::string unique = name;
  for (int64_t i = 2; taken.count(unique); ++i) unique = cat(name, "-", i);
  return unique;
}

class AugmentedSet {
 public:
  AugmentedSet(const DataAugment& o, const ImageSource& source) : o_(o), source_(source) {
    std::set<std::string> taken;
    for (const std::string& name : source.classes())
      classes_.push_back(*taken.insert(folder_name(name, taken)).first);
    if (!classes_.empty()) without_class_ = folder_name("no-class", taken);
    make_folder(o.out);
  }

  /// Writes the picture and all its variants. Returns how many files that makes.
  int64_t write(int64_t index, const Image& image) const {
    std::vector<Variant> all{{"", image}};
    for (Variant& variant : fixed_variants(image, o_.augment)) all.push_back(std::move(variant));
    for (int64_t copy = 0; copy < o_.copies; ++copy) {
      const Random random(o_.seed, Stream::kVariant, 0, static_cast<uint64_t>(copy),
                          static_cast<uint64_t>(index));
      all.push_back({cat("copy", copy + 1), augmented(image, o_.augment, random)});
    }
    const int64_t label = source_.label(index);
    const Path folder =
        Path(o_.out) / (label < 0 ? without_class_ : classes_[static_cast<size_t>(label)]);
    make_folder(folder);
    const std::string name = stem(source_, index);
    for (const Variant& variant : all) {
      write_unsynced(folder / cat(name, variant.name.empty() ? "" : "-", variant.name, ".png"),
                     encode_png(variant.image));
    }
    return static_cast<int64_t>(all.size());
  }

 private:
  const DataAugment& o_;
  const ImageSource& source_;
  std::vector<std::string> classes_;  // their folders
  std::string without_class_;         // empty if there are no classes at all
};

}  // namespace

ExitCode DataAugment::run() const {
  DataAugment o = *this;
  if (o.copies < 0) o.copies = has_random_part(o.augment) ? 1 : 0;
  Console console;
  const auto pictures = open_source(o.source, {});
  std::atomic<int64_t> written = 0, used = 0;
  const AugmentedSet set(o, *pictures);
  const std::vector<Skipped> skipped = for_each_picture(
      *pictures, reading_threads(o.threads),
      [&](int64_t done, int64_t all) {
        console.live({cat("writing pictures ", progress_bar(done, all))});
      },
      [&](int64_t i, const Image& image) {
        written += set.write(i, image);
        ++used;
      });
  console.live({});
  const int64_t each = 1 + o.augment.flip + o.augment.vflip + 4 * o.augment.shift_blank + o.copies;
  const int64_t missing = used * each - written;
  console.info(cat(grouped(written), " pictures: ", grouped(used), " x ", each,
                   missing ? cat(", less ", grouped(missing),
                                 " shifts of pictures without a blank margin on that side")
                           : ""));
  std::cout << escaped(o.out) << "\n";
  std::cout.flush();
  report_skipped(skipped, used, o.source.strict, console);
  if (used == 0) throw Error(ExitCode::kData, "no picture can be used");
  return ExitCode::kDone;
}

}  // namespace wgan
