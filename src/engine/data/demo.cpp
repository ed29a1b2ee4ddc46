#include "wgan/demo/demo.h"

#include "wgan/data/source.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// The built-in creatures, drawn at the requested size. The set is the same for every run.
class Demo : public ImageSource {
 public:
  explicit Demo(Size size) : size_(size) {}

  int64_t size() const override { return kCount; }
  std::string name(int64_t index) const override { return cat("creature ", index); }
  Image read(int64_t index) const override {
    return draw_creature(0, static_cast<uint64_t>(index), size_);
  }
  std::optional<bool> is_gray(int64_t /*index*/) const override { return false; }
  std::string identity() const override { return "demo 1"; }

 private:
  static constexpr int64_t kCount = 4096;
  Size size_;
};

}  // namespace

Source open_demo(Size size) { return std::make_unique<Demo>(size); }

}  // namespace wgan
