#include "wgan/animation/animation.h"

#include "formats.h"
#include "wgan/text/text.h"

namespace wgan {

std::unique_ptr<Animation> make_animation(const Path& file, const AnimationOptions& options) {
  // A GIF counts hundredths of a second between frames in 16 bits, WebP milliseconds in 24.
  constexpr double kLeast = 0.01;
  if (options.fps < kLeast)
    throw Error(ExitCode::kUsage,
                cat("--fps ", exact(options.fps), ": a moving picture has at least ", exact(kLeast),
                    " frames a second"));
  const std::string format = ending_of(file.string());
  return format == "gif"    ? make_gif(file, options)
         : format == "webp" ? make_webp(file, options)
                            : make_mp4(file, options);
}

}  // namespace wgan
