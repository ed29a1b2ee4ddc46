#include "planes.h"
#include "sources.h"
#include "wgan/error.h"
#include "wgan/text.h"

namespace wgan {
namespace {

constexpr int64_t kSide = 32, kPixels = 3 * kSide * kSide, kRecord = 1 + kPixels, kClasses = 10;

/// CIFAR-10, binary version (Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html): records
/// without a header, each a label of one byte, 0 to 9, and 3,072 bytes: the red, the green and the
/// blue plane, row by row.
class Cifar10 : public ImageSource {
 public:
  explicit Cifar10(SetFile file) : file_(std::move(file)) {
    if (file_.classes.size() != kClasses) {
      file_.classes = {"airplane", "automobile", "bird",  "cat",  "deer",
                       "dog",      "frog",       "horse", "ship", "truck"};
    }
    if (const int64_t rest = file_.pictures->size() % kRecord; rest != 0) {
      file_.faults.push_back({file_.name, cat("its last ", rest, " bytes are no whole record of ",
                                              kRecord, ": is the file cut off?")});
    }
  }

  int64_t size() const override { return file_.pictures->size() / kRecord; }
  std::string name(int64_t index) const override { return cat(file_.name, " #", index); }
  std::vector<std::string> classes() const override { return file_.classes; }
  std::vector<Skipped> faults() const override { return file_.faults; }
  std::optional<bool> is_gray(int64_t /*index*/) const override { return false; }
  std::string identity() const override { return "cifar10 " + file_.identity; }

  int64_t label(int64_t index) const override {
    const std::string byte = file_.pictures->read(index * kRecord, 1);
    const int64_t label = byte.empty() ? -1 : static_cast<unsigned char>(byte[0]);
    return label < kClasses ? label : -1;
  }

  Image read(int64_t index) const override {
    const std::string record = file_.pictures->read(index * kRecord, kRecord);
    if (static_cast<int64_t>(record.size()) != kRecord)
      throw Error(ExitCode::kData, "the file has become shorter");
    if (const int64_t label = static_cast<unsigned char>(record[0]); label >= kClasses)
      throw Error(ExitCode::kData, cat("its label is ", label, "; CIFAR-10 has 0 to 9"));
    return from_planes(std::string_view(record).substr(1), kSide, /*by_columns=*/false);
  }

 private:
  SetFile file_;
};

}  // namespace

Source open_cifar10(SetFile file) { return std::make_unique<Cifar10>(std::move(file)); }

}  // namespace wgan
