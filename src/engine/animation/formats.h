#pragma once

#include "wgan/animation/animation.h"

/// One maker for each format. Private to this folder.
namespace wgan {

std::unique_ptr<Animation> make_gif(const Path& file, const AnimationOptions& options);
std::unique_ptr<Animation> make_webp(const Path& file, const AnimationOptions& options);
std::unique_ptr<Animation> make_mp4(const Path& file, const AnimationOptions& options);

}  // namespace wgan
