#include "planes.h"
#include "set_source.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr int64_t kSide = 96, kRecord = 3 * kSide * kSide;

/// STL-10, binary version (Coates 2011, https://cs.stanford.edu/~acoates/stl10/): *_X.bin has
/// 27,648 bytes a picture and no header: the red, the green and the blue plane, each column by
/// column. *_y.bin has a byte a picture, 1 to 10; unlabeled_X.bin has no such file.
class Stl10 : public SetSource {
 public:
  explicit Stl10(SetFile file)
      : SetSource(
            "STL-10", std::move(file),
            {"airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck"},
            1) {
    set_pictures({file_.pictures, 0, kRecord, file_.pictures->size() / kRecord}, kRecord);
    if (file_.labels) set_labels({file_.labels, 0, 1, file_.labels->size()});
    report_rest(kRecord);
  }

  std::optional<bool> is_gray(int64_t /*index*/) const override { return false; }

 private:
  Image picture(std::string_view bytes) const override {
    return from_planes(bytes, kSide, /*by_columns=*/true);
  }
};

bool matches(std::string_view name) {
  return name == "unlabeled_X.bin" || name == "train_X.bin" || name == "test_X.bin";
}

SetFile open(const Path& path) {
  SetFile file = open_pictures(path);
  file.classes = read_names(path.parent_path() / "class_names.txt");
  if (!file.name.starts_with("unlabeled"))
    open_labels(path.parent_path() / replaced(file.name, "_X.bin", "_y.bin"), file);
  return file;
}

Source read(SetFile file, int64_t /*max_pixels*/) {
  return std::make_unique<Stl10>(std::move(file));
}

}  // namespace

extern const SetFormat kStl10{matches, open, read};

}  // namespace wgan
