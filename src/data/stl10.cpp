#include "planes.h"
#include "sources.h"
#include "wgan/error.h"
#include "wgan/text.h"

namespace wgan {
namespace {

constexpr int64_t kSide = 96, kRecord = 3 * kSide * kSide, kClasses = 10;

/// STL-10, binary version (Coates 2011, https://cs.stanford.edu/~acoates/stl10/): *_X.bin has
/// 27,648 bytes a picture and no header: the red, the green and the blue plane, each column by
/// column.
/// *_y.bin has a byte a picture, 1 to 10; unlabeled_X.bin has no such file.
class Stl10 : public ImageSource {
 public:
  explicit Stl10(SetFile file) : file_(std::move(file)) {
    if (file_.classes.size() != kClasses) {
      file_.classes = {"airplane", "bird",  "car",    "cat",  "deer",
                       "dog",      "horse", "monkey", "ship", "truck"};
    }
    if (const int64_t rest = file_.pictures->size() % kRecord; rest != 0) {
      file_.faults.push_back({file_.name, cat("its last ", rest, " bytes are no whole picture of ",
                                              kRecord, ": is the file cut off?")});
    }
    if (file_.labels && file_.labels->size() != size()) {
      file_.faults.push_back(
          {file_.name, cat("it has ", size(), " pictures and its file of labels ",
                           file_.labels->size(), " labels; pictures without one have no class")});
    }
  }

  int64_t size() const override { return file_.pictures->size() / kRecord; }
  std::string name(int64_t index) const override { return cat(file_.name, " #", index); }
  std::vector<std::string> classes() const override {
    return file_.labels ? file_.classes : std::vector<std::string>();
  }
  std::vector<Skipped> faults() const override { return file_.faults; }
  std::optional<bool> is_gray(int64_t /*index*/) const override { return false; }
  std::string identity() const override { return "stl10 " + file_.identity; }

  int64_t label(int64_t index) const override {
    const int64_t stored = stored_label(index);
    return stored >= 1 && stored <= kClasses ? stored - 1 : -1;
  }

  Image read(int64_t index) const override {
    if (const int64_t label = stored_label(index); label == 0 || label > kClasses)
      throw Error(ExitCode::kData, cat("its label is ", label, "; STL-10 has 1 to 10"));
    const std::string record = file_.pictures->read(index * kRecord, kRecord);
    if (static_cast<int64_t>(record.size()) != kRecord)
      throw Error(ExitCode::kData, "the file has become shorter");
    return from_planes(record, kSide, /*by_columns=*/true);
  }

 private:
  /// -1 where there is none.
  int64_t stored_label(int64_t index) const {
    const std::string byte = file_.labels ? file_.labels->read(index, 1) : "";
    return byte.empty() ? -1 : static_cast<unsigned char>(byte[0]);
  }

  SetFile file_;
};

}  // namespace

Source open_stl10(SetFile file) { return std::make_unique<Stl10>(std::move(file)); }

}  // namespace wgan
