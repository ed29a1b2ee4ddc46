#include "planes.h"
#include "set_source.h"
#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr int64_t kSide = 32, kPixels = 3 * kSide * kSide, kRecord = 1 + kPixels;
constexpr int64_t kRecordOf100 = 2 + kPixels;  // CIFAR-100: a coarse label, a fine one

/// Whether the byte at `place` of every whole record of `record` bytes is below `classes`.
bool has_labels(const Blob& file, int64_t record, int64_t place, int64_t classes) {
  for (int64_t at = place; at - place + record <= file.size(); at += record) {
    const std::string label = file.read(at, 1);
    if (label.empty() || static_cast<unsigned char>(label[0]) >= classes) return false;
  }
  return true;
}

/// Distinguishes the sets by size, unless it is a multiple of both records or, in a truncated file,
/// of neither. Then labels decide: those of CIFAR-10 are 0 to 9, of CIFAR-100 0 to 19 and 0 to 99.
/// In fewer than eight records, pixels may look like labels by chance.
bool is_cifar100(const Blob& file) {
  constexpr int64_t kFew = 8;
  if (file.size() == 0) return false;
  const bool whole = file.size() % kRecord == 0, whole_of_100 = file.size() % kRecordOf100 == 0;
  if (whole != whole_of_100) return whole_of_100;
  return file.size() >= kFew * kRecordOf100 && !has_labels(file, kRecord, 0, 10) &&
         has_labels(file, kRecordOf100, 0, 20) && has_labels(file, kRecordOf100, 1, 100);
}

std::string why_no_cifar100(const SetFile& file) {
  return cat(escaped(file.name), ": its ", grouped(file.pictures->size()), " bytes are records of ",
             grouped(kRecordOf100), ", as in CIFAR-100, not of ", grouped(kRecord),
             ", as in CIFAR-10; CIFAR-100 is not read");
}

/// CIFAR-10, binary version (Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html): records
/// without a header, each a label of one byte, 0 to 9, and 3,072 bytes: the red, the green and the
/// blue plane, row by row.
class Cifar10 : public SetSource {
 public:
  explicit Cifar10(SetFile file)
      : SetSource("CIFAR-10", std::move(file),
                  {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship",
                   "truck"},
                  0) {
    const int64_t count = file_.pictures->size() / kRecord;
    set_pictures({file_.pictures, 1, kRecord, count}, kPixels);
    set_labels({file_.pictures, 0, kRecord, count});
    report_rest(kRecord);
  }

  std::optional<bool> is_gray(int64_t /*index*/) const override { return false; }

 private:
  Image picture(std::string_view bytes) const override {
    return from_planes(bytes, kSide, /*by_columns=*/false);
  }
};

bool matches(std::string_view name) {
  return (name.starts_with("data_batch") || name == "test_batch.bin") && name.ends_with(".bin");
}

SetFile open(const Path& path) {
  SetFile file = open_pictures(path);
  file.classes = read_names(path.parent_path() / "batches.meta.txt");
  return file;
}

Source read(SetFile file, int64_t /*max_pixels*/) {
  if (is_cifar100(*file.pictures)) throw Error(ExitCode::kData, why_no_cifar100(file));
  return std::make_unique<Cifar10>(std::move(file));
}

}  // namespace

extern const SetFormat kCifar10{matches, open, read};

}  // namespace wgan
