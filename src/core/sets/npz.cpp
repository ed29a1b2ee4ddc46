#include "wgan/formats/npz.h"

#include "set_source.h"
#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Pictures in a file of NumPy, as other programs save their samples: uint8 [N, H, W, C] with 1, 3
/// or 4 channels, or [N, H, W].
class NumPy : public SetSource {
 public:
  NumPy(SetFile file, const ByteArray& array)
      : SetSource("NumPy", std::move(file), {}, 0),
        height_(array.shape[1]),
        width_(array.shape[2]),
        channels_(array.shape.size() == 4 ? array.shape[3] : 1) {
    const int64_t bytes = height_ * width_ * channels_;
    set_pictures({array.file, array.offset, bytes, array.shape[0]}, bytes);
  }

  std::optional<bool> is_gray(int64_t /*index*/) const override { return channels_ == 1; }

 private:
  Image picture(std::string_view bytes) const override {
    Image image(width_, height_, channels_);
    std::copy(bytes.begin(), bytes.end(), image.pixels.begin());
    return image;
  }

  int64_t height_, width_, channels_;
};

bool matches(std::string_view name) { return name.ends_with(".npz") || name.ends_with(".npy"); }

SetFile open(const Path& path) { return open_pictures(path); }

ByteArray pictures_in(const SetFile& file, int64_t max_pixels) {
  ByteArray array = open_npz(file.pictures);
  const auto& shape = array.shape;
  const bool channels = shape.size() == 4 && (shape[3] == 1 || shape[3] == 3 || shape[3] == 4);
  if (shape.size() != 3 && !channels)
    throw Error(ExitCode::kData,
                "its array has no shape of pictures, [N, H, W, C] with 1, 3 or 4 channels");
  if (shape[1] > max_pixels / shape[2])
    throw Error(ExitCode::kData, "its pictures have more pixels than --max-pixels");
  return array;
}

Source read(SetFile file, int64_t max_pixels) {
  try {
    const ByteArray array = pictures_in(file, max_pixels);
    return std::make_unique<NumPy>(std::move(file), array);
  } catch (const Error& error) {
    throw Error(error.code(), cat(escaped(file.name), ": ", error.what()));
  }
}

}  // namespace

extern const SetFormat kNumPy{matches, open, read};

}  // namespace wgan
