#pragma once

#include <memory>
#include <string>

#include "wgan/base/image.h"
#include "wgan/files/files.h"

/// Moving pictures: GIF, animated WebP and MP4.
namespace wgan {

struct AnimationOptions {
  double fps = 25;   // frames a second
  bool loop = true;  // for ever; else once
};

/// A moving picture in the making. Its file is there, whole, after `commit`; nothing is there
/// before or instead.
class Animation {
 public:
  virtual ~Animation() = default;
  /// Adds a frame. All frames have one shape.
  virtual void add(const Image& frame) = 0;
  /// Throws Error(kDisk).
  virtual void commit() = 0;
  /// Returns what the format cannot hold and so was changed, in a sentence; empty if nothing.
  virtual std::string changed() const { return ""; }
};

/// Returns the moving picture that `file` is to hold, in the format that its name ends in:
/// .gif, .webp or, like any other ending, .mp4. Throws
/// Error(kUsage) if `options` do not suit the format, or if it is MP4 and this installation has no
/// library for video.
std::unique_ptr<Animation> make_animation(const Path& file, const AnimationOptions& options);

}  // namespace wgan
