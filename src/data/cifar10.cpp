#include "planes.h"
#include "set_source.h"

namespace wgan {
namespace {

constexpr int64_t kSide = 32, kPixels = 3 * kSide * kSide, kRecord = 1 + kPixels;

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

}  // namespace

Source open_cifar10(SetFile file) { return std::make_unique<Cifar10>(std::move(file)); }

}  // namespace wgan
