#include "wgan/animation/animation.h"

#include "formats.h"
#include "wgan/text/text.h"

namespace wgan {

std::unique_ptr<Animation> make_animation(const Path& file, const AnimationOptions& options) {
  const std::string format = ending_of(file.string());
  return format == "gif"    ? make_gif(file, options)
         : format == "webp" ? make_webp(file, options)
                            : make_mp4(file, options);
}

}  // namespace wgan
