#include "wgan/animation/animation.h"

#include "formats.h"
#include "wgan/text/text.h"

namespace wgan {

std::optional<std::string> animation_format(const std::string& file) {
  const std::string ending = ending_of(file);
  if (ending == "gif" || ending == "webp" || ending == "mp4") return ending;
  return std::nullopt;
}

std::unique_ptr<Animation> make_animation(const Path& file, const AnimationOptions& options) {
  const std::string format = animation_format(file.string()).value();
  return format == "gif"    ? make_gif(file, options)
         : format == "webp" ? make_webp(file, options)
                            : make_mp4(file, options);
}

}  // namespace wgan
