#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "formats.h"
#include "wgan/image/image.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

int append(GifFileType* gif, const GifByteType* bytes, int count) {
  static_cast<std::string*>(gif->UserData)
      ->append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(count));
  return count;
}

/// Each frame has a palette of its own, of at most 256 colours. Transparent pixels lie over white:
/// a GIF has no half transparency.
class Gif : public Animation {
 public:
  Gif(Path file, const AnimationOptions& options)
      : file_(std::move(file)),
        fps_(options.fps),
        loop_(options.loop),
        delay_(static_cast<int>(std::lround(100 / options.fps))) {}
  ~Gif() override {
    int ignored = 0;
    if (gif_) EGifCloseFile(gif_, &ignored);
  }

  void add(const Image& frame) override {
    if (!gif_) begin(frame);
    over_white_ = over_white_ || frame.channels == 4;
    const Image picture = frame.channels == 4 ? over_colour(frame, {255, 255, 255}) : frame;
    const size_t pixels = static_cast<size_t>(picture.width * picture.height);
    std::vector<GifByteType> red(pixels), green(pixels), blue(pixels), indices(pixels);
    const auto step = static_cast<size_t>(picture.channels);
    for (size_t i = 0; i < pixels; ++i) {
      const uint8_t* pixel = picture.pixels.data() + i * step;
      red[i] = pixel[0], green[i] = pixel[step > 1 ? 1 : 0], blue[i] = pixel[step > 1 ? 2 : 0];
    }
    int colours = 256;
    std::vector<GifColorType> palette(static_cast<size_t>(colours));
    const auto width = static_cast<int>(picture.width), height = static_cast<int>(picture.height);
    check(GifQuantizeBuffer(static_cast<unsigned>(width), static_cast<unsigned>(height), &colours,
                            red.data(), green.data(), blue.data(), indices.data(), palette.data()));
    refine(palette, indices, red, green, blue);
    GraphicsControlBlock control{DISPOSE_DO_NOT, false, delay_, NO_TRANSPARENT_COLOR};
    GifByteType extension[4];
    EGifGCBToExtension(&control, extension);
    check(EGifPutExtension(gif_, GRAPHICS_EXT_FUNC_CODE, sizeof extension, extension));
    ColorMapObject* map = GifMakeMapObject(1 << GifBitSize(colours), palette.data());
    const int put = EGifPutImageDesc(gif_, 0, 0, width, height, false, map);
    GifFreeMapObject(map);
    check(put);
    for (int y = 0; y < height; ++y)
      check(EGifPutLine(gif_, indices.data() + static_cast<size_t>(y * width), width));
  }

  void commit() override {
    int error = 0;
    const int closed = EGifCloseFile(std::exchange(gif_, nullptr), &error);
    if (closed == GIF_ERROR) throw Error(ExitCode::kFailed, cat("giflib: ", text_of(error)));
    write_atomically(file_, bytes_);
  }

  std::string changed() const override {
    std::vector<std::string> changes;
    if (over_white_)
      changes.emplace_back(
          "a GIF has no half transparency, so its frames lie over white; WebP "
          "keeps transparency");
    if (const double shown = 100.0 / delay_; std::abs(shown / fps_ - 1) > 0.01)
      changes.push_back(cat("a GIF counts in hundredths of a second, so it shows ",
                            short_number(shown), " frames a second instead of ", exact(fps_)));
    return join(changes, "; ");
  }

 private:
  /// Sets each colour to the mean of the pixels that have it: giflib cuts colours to 5 bits.
  static void refine(std::vector<GifColorType>& palette, const std::vector<GifByteType>& indices,
                     const std::vector<GifByteType>& red, const std::vector<GifByteType>& green,
                     const std::vector<GifByteType>& blue) {
    std::vector<std::array<int64_t, 4>> sums(palette.size());  // of the channels, and the pixels
    for (size_t i = 0; i < indices.size(); ++i) {
      auto& sum = sums[indices[i]];
      sum[0] += red[i], sum[1] += green[i], sum[2] += blue[i], ++sum[3];
    }
    for (size_t i = 0; i < palette.size(); ++i) {
      const int64_t count = sums[i][3];
      const auto mean = [&](size_t c) {
        return static_cast<GifByteType>((sums[i][c] + count / 2) / count);
      };
      if (count > 0) palette[i] = {mean(0), mean(1), mean(2)};
    }
  }

  static std::string text_of(int error) {
    const char* text = GifErrorString(error);
    return text ? text : "no reason given";
  }
  void check(int result) const {
    if (result == GIF_ERROR) throw Error(ExitCode::kFailed, cat("giflib: ", text_of(gif_->Error)));
  }

  void begin(const Image& frame) {
    constexpr int64_t kMostPixels = 65'535;
    if (std::max(frame.width, frame.height) > kMostPixels)
      throw Error(ExitCode::kUsage,
                  cat("a GIF has at most 65,535 pixels on a side, and a frame is ", frame.width,
                      "x", frame.height));
    int error = 0;
    gif_ = EGifOpen(&bytes_, append, &error);
    if (!gif_) throw Error(ExitCode::kFailed, cat("giflib: ", text_of(error)));
    EGifSetGifVersion(gif_, true);
    check(EGifPutScreenDesc(gif_, static_cast<int>(frame.width), static_cast<int>(frame.height), 8,
                            0, nullptr));
    if (!loop_) return;
    const GifByteType for_ever[] = {1, 0, 0};
    check(EGifPutExtensionLeader(gif_, APPLICATION_EXT_FUNC_CODE));
    check(EGifPutExtensionBlock(gif_, 11, "NETSCAPE2.0"));
    check(EGifPutExtensionBlock(gif_, sizeof for_ever, for_ever));
    check(EGifPutExtensionTrailer(gif_));
  }

  Path file_;
  double fps_;
  bool loop_;
  int delay_;  // between frames, in hundredths of a second
  bool over_white_ = false;
  std::string bytes_;
  GifFileType* gif_ = nullptr;
};

}  // namespace

std::unique_ptr<Animation> make_gif(const Path& file, const AnimationOptions& options) {
  constexpr double kMost =
      50;  // viewers slow down what has less than two hundredths between frames
  if (options.fps > kMost)
    throw Error(ExitCode::kUsage, cat("--fps ", exact(options.fps), ": a GIF shows at most ",
                                      exact(kMost), " frames a second; use WebP or MP4"));
  return std::make_unique<Gif>(file, options);
}

}  // namespace wgan
