#include <filesystem>

#include "wgan/critic_input/list.h"
#include "wgan/options/flags.h"

namespace wgan {
namespace {

/// Returns the absolute path of a folder of pictures, so that a run finds it from anywhere.
std::string whole_path(const std::string& path) {
  if (path.empty() || path == "demo") return path;
  std::string whole = std::filesystem::absolute(path).lexically_normal().string();
  if (whole.size() > 1 && whole.back() == '/') whole.pop_back();
  return whole;
}

}  // namespace

Flag threads_flag(int64_t& threads) {
  return {.name = "threads",
          .field = &threads,
          .group = "Settings",
          .metavar = "N",
          .help = "Processor threads; 0 for all that the process may use",
          .most = 1024};
}

Flags source_flags(SourceOptions& o) {
  return {
      {.name = "data",
       .field = Paths{&o.paths},
       .group = "Data",
       .metavar = "PATH",
       .help = "Folder of pictures (class sub-folders welcome), of CIFAR-10, STL-10 or MNIST "
               "binaries, one such file, or 'demo' for drawn creatures; may be repeated",
       .role = Role::kPlace,
       .shapes_networks = true,
       .normalise = whole_path},
      {.name = "max-pixels",
       .field = &o.max_pixels,
       .group = "Data",
       .metavar = "N",
       .help = "Skip pictures with more pixels than this, before they are decoded",
       .least = 1,
       .most = 1e9},
      {.name = "strict",
       .field = &o.strict,
       .group = "Data",
       .help = "Treat pictures that would be skipped as an error",
       .role = Role::kPace},
  };
}

Flags preparation_flags(DataOptions& o) {
  return {
      {.name = "size",
       .field = &o.size,
       .group = "Data",
       .metavar = "N|WxH",
       .help = "Size of the pictures to learn and to make, width first",
       .least = 16,
       .most = 1024,
       .role = Role::kShape,
       .shapes_networks = true},
      {.name = "fit",
       .field = &o.fit,
       .group = "Data",
       .help = "How a picture of another shape is fitted: fill and cut, add borders, or distort",
       .choices = {"cover", "contain", "stretch"}},
      {.name = "resample",
       .field = &o.resample,
       .group = "Data",
       .help = "Interpolation that enlarges a picture (shrinking averages areas); nearest for "
               "pixel art",
       .choices = {"lanczos", "nearest"}},
      {.name = "channels",
       .field = OrAuto{&o.channels},
       .group = "Data",
       .metavar = "1|3|4",
       .help = "Channels: 1 gray, 3 colour, 4 colour with transparency; auto for 1 if all headers "
               "say gray, else 3",
       .least = 1,
       .most = 4,
       .role = Role::kShape,
       .shapes_networks = true},
      {.name = "alpha",
       .field = &o.alpha,
       .group = "Data",
       .metavar = "COLOUR|keep",
       .help = "Colour laid under transparent pixels: white, black or #rrggbb; keep means "
               "--channels 4"},
      {.name = "cache-limit",
       .field = ByteCount{&o.cache_limit},
       .group = "Data",
       .metavar = "BYTES",
       .help = "Prepared pictures up to this size are kept in memory; more go to a file in the "
               "cache folder, which the next run uses again",
       .role = Role::kPace},
  };
}

Flags augment_flags(AugmentOptions& o) {
  return {
      {.name = "flip",
       .field = &o.flip,
       .group = "Augmentation (anew for each picture in each epoch)",
       .help = "Mirror left to right with probability 1/2"},
      {.name = "vflip",
       .field = &o.vflip,
       .group = "Augmentation (anew for each picture in each epoch)",
       .help = "Mirror top to bottom with probability 1/2"},
      {.name = "shift-blank",
       .field = &o.shift_blank,
       .group = "Augmentation (anew for each picture in each epoch)",
       .help = "Crop some of the blank margin of one side and pad the opposite side with it"},
      {.name = "crop-pad",
       .field = &o.crop_pad,
       .group = "Augmentation (anew for each picture in each epoch)",
       .metavar = "N",
       .help = "Pad N pixels on all sides and crop the old size at a random place",
       .most = 512},
      {.name = "rotate",
       .field = &o.rotate,
       .group = "Augmentation (anew for each picture in each epoch)",
       .metavar = "DEG",
       .help = "Turn by up to DEG degrees either way",
       .most = 180},
      {.name = "scale",
       .field = &o.scale,
       .group = "Augmentation (anew for each picture in each epoch)",
       .metavar = "S",
       .help = "Enlarge by a factor between 1-S and 1+S",
       .most = 0.9},
      {.name = "color-jitter",
       .field = OneOrFour{&o.color_jitter},
       .group = "Augmentation (anew for each picture in each epoch)",
       .metavar = "X|B,C,S,H",
       .help = "Brightness, contrast and saturation times 1-X to 1+X, hue turned by up to H of the "
               "circle; X alone is X,X,X,X/10",
       .most = 1},
      {.name = "noise",
       .field = &o.noise,
       .group = "Augmentation (anew for each picture in each epoch)",
       .metavar = "SD",
       .help = "Add normal noise with this standard deviation, in levels of 0 to 255",
       .most = 255},
  };
}

Flags critic_view_flags(DataOptions& o) {
  return {
      {.name = "diffaugment",
       .field = Names{&o.diffaugment},
       .group = "What the critic sees",
       .metavar = "NAMES",
       .help = "Random changes of real and fake pictures alike, through which gradients flow "
               "(Zhao 2020)",
       .choices = DiffAugmentList::names()},
      {.name = "norm",
       .field = &o.norm,
       .group = "What the critic sees",
       .help = "Range of pixel values: -1 to 1, 0 to 1, or mean 0 and deviation 1 in each channel",
       .choices = {"half", "none", "channel"}},
  };
}

}  // namespace wgan
