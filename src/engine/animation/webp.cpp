#include <webp/encode.h>
#include <webp/mux.h>

#include <cmath>
#include <memory>

#include "formats.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

struct Encoders {
  void operator()(WebPAnimEncoder* encoder) const { WebPAnimEncoderDelete(encoder); }
};

/// A picture in libwebp's memory.
class Picture {
 public:
  explicit Picture(const Image& image) {
    if (!WebPPictureInit(&picture_)) throw Error(ExitCode::kFailed, "libwebp has another version");
    picture_.use_argb = 1;
    picture_.width = static_cast<int>(image.width),
    picture_.height = static_cast<int>(image.height);
    const auto line = static_cast<int>(image.width * 3);
    const uint8_t* pixels = image.pixels.data();
    std::vector<uint8_t> colours;
    if (image.channels == 1) {
      for (const uint8_t gray : image.pixels) colours.insert(colours.end(), 3, gray);
      pixels = colours.data();
    }
    const int ok = image.channels == 4
                       ? WebPPictureImportRGBA(&picture_, pixels, static_cast<int>(image.width * 4))
                       : WebPPictureImportRGB(&picture_, pixels, line);
    if (!ok) throw std::bad_alloc();
  }
  ~Picture() { WebPPictureFree(&picture_); }
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;
  WebPPicture* get() { return &picture_; }

 private:
  WebPPicture picture_;
};

/// Without loss, with transparency.
class WebP : public Animation {
 public:
  WebP(Path file, const AnimationOptions& options)
      : file_(std::move(file)), fps_(options.fps), loop_(options.loop) {
    constexpr int kFast = 2;  // of 0 to 9
    if (!WebPConfigInit(&config_) || !WebPConfigLosslessPreset(&config_, kFast))
      throw Error(ExitCode::kFailed, "libwebp has another version");
  }

  void add(const Image& frame) override {
    if (!encoder_) begin(frame);
    Picture picture(frame);
    check(WebPAnimEncoderAdd(encoder_.get(), picture.get(), time(), &config_));
    ++frames_;
  }

  void commit() override {
    check(WebPAnimEncoderAdd(encoder_.get(), nullptr, time(), nullptr));
    WebPData data;
    WebPDataInit(&data);
    check(WebPAnimEncoderAssemble(encoder_.get(), &data));
    const std::string bytes(reinterpret_cast<const char*>(data.bytes), data.size);
    WebPDataClear(&data);
    write_atomically(file_, bytes);
  }

 private:
  /// The time of the next frame in milliseconds.
  int time() const { return static_cast<int>(std::lround(1000.0 * frames_ / fps_)); }
  void check(int ok) const {
    if (!ok)
      throw Error(ExitCode::kFailed, cat("libwebp: ", WebPAnimEncoderGetError(encoder_.get())));
  }
  void begin(const Image& frame) {
    WebPAnimEncoderOptions how;
    WebPAnimEncoderOptionsInit(&how);
    how.anim_params.loop_count = loop_ ? 0 : 1;
    encoder_.reset(
        WebPAnimEncoderNew(static_cast<int>(frame.width), static_cast<int>(frame.height), &how));
    if (!encoder_)
      throw Error(ExitCode::kUsage, cat("libwebp makes no pictures of ", frame.width, "x",
                                        frame.height, " pixels: 16,383 is the most on a side"));
  }

  Path file_;
  double fps_;
  bool loop_;
  int frames_ = 0;
  WebPConfig config_;
  std::unique_ptr<WebPAnimEncoder, Encoders> encoder_;
};

}  // namespace

std::unique_ptr<Animation> make_webp(const Path& file, const AnimationOptions& options) {
  return std::make_unique<WebP>(file, options);
}

}  // namespace wgan
