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
          .help = "CPU threads; 0 for all that the process may use",
          .most = 1024};
}

Flags source_flags(SourceOptions& o) {
  return {
      {.name = "data",
       .field = Paths{&o.paths},
       .group = "Data",
       .metavar = "PATH",
       .help =
           "Folder of pictures (sub-folders may be classes) or archive of them (.zip, .tar, "
           ".tar.gz, .tar.zst), folder or file of CIFAR-10, STL-10 or MNIST binaries or of NumPy "
           "arrays (.npz, .npy), or 'demo' for drawn creatures; repeatable",
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
       .help = "Fail on a picture that would otherwise be skipped",
       .role = Role::kPace},
  };
}

Flags preparation_flags(DataOptions& o) {
  return {
      {.name = "size",
       .field = &o.size,
       .group = "Data",
       .metavar = "N|WxH",
       .help = "Size of the pictures to train on and to generate, width first",
       .least = 16,
       .most = 1024,
       .role = Role::kShape,
       .shapes_networks = true},
      {.name = "fit",
       .field = &o.fit,
       .group = "Data",
       .help = "How to fit a picture of another shape (crop, add borders, or distort)",
       .choices = {"cover", "contain", "stretch"}},
      {.name = "resample",
       .field = &o.resample,
       .group = "Data",
       .help = "Interpolation for enlarging pictures (shrinking averages areas); use nearest for "
               "pixel art",
       .choices = {"lanczos", "nearest"}},
      {.name = "channels",
       .field = OrAuto{&o.channels},
       .group = "Data",
       .metavar = "1|3|4",
       .help = "Channels: 1 gray, 3 colour, 4 colour with transparency; auto uses 1 if all headers "
               "say gray, else 3",
       .least = 1,
       .most = 4,
       .role = Role::kShape,
       .shapes_networks = true},
      {.name = "alpha",
       .field = &o.alpha,
       .group = "Data",
       .metavar = "COLOUR|keep",
       .help = "Background colour behind transparent pixels: white, black or #rrggbb; keep means "
               "--channels 4"},
      {.name = "cache-limit",
       .field = ByteCount{&o.cache_limit},
       .group = "Data",
       .metavar = "BYTES",
       .help = "Keep prepared pictures in memory up to this size; a larger set goes to a file in "
               "the cache folder, which later runs reuse",
       .role = Role::kPace},
  };
}

Flags augment_flags(AugmentOptions& o) {
  return {
      {.name = "flip",
       .field = &o.flip,
       .group = "Augmentation (drawn anew for each picture in each epoch)",
       .help = "Mirror left to right with probability 1/2"},
      {.name = "vflip",
       .field = &o.vflip,
       .group = "Augmentation (drawn anew for each picture in each epoch)",
       .help = "Mirror top to bottom with probability 1/2"},
      {.name = "shift-blank",
       .field = &o.shift_blank,
       .group = "Augmentation (drawn anew for each picture in each epoch)",
       .help = "Crop part of the blank margin on one side and pad the opposite side by as much"},
      {.name = "crop-pad",
       .field = &o.crop_pad,
       .group = "Augmentation (drawn anew for each picture in each epoch)",
       .metavar = "N",
       .help = "Pad N pixels on all sides and crop to the old size at a random position",
       .most = 512},
      {.name = "rotate",
       .field = &o.rotate,
       .group = "Augmentation (drawn anew for each picture in each epoch)",
       .metavar = "DEG",
       .help = "Rotate by up to DEG degrees either way",
       .most = 180},
      {.name = "scale",
       .field = &o.scale,
       .group = "Augmentation (drawn anew for each picture in each epoch)",
       .metavar = "S",
       .help = "Scale by a factor between 1-S and 1+S",
       .most = 0.9},
      {.name = "color-jitter",
       .field = OneOrFour{&o.color_jitter},
       .group = "Augmentation (drawn anew for each picture in each epoch)",
       .metavar = "X|B,C,S,H",
       .help = "Scale brightness, contrast and saturation by 1±B, 1±C and 1±S, rotate the hue by "
               "up to H of the circle; X alone is X,X,X,X/10",
       .most = 1},
      {.name = "noise",
       .field = &o.noise,
       .group = "Augmentation (drawn anew for each picture in each epoch)",
       .metavar = "SD",
       .help = "Add normal noise with this standard deviation, in levels of 0 to 255",
       .most = 255},
  };
}

Flags critic_view_flags(DataOptions& o) {
  return {
      {.name = "diffaugment",
       .field = Names{&o.diffaugment},
       .group = "Critic input",
       .metavar = "NAMES",
       .help = "Differentiable augmentation of real and fake pictures alike (Zhao 2020)",
       .choices = DiffAugmentList::names()},
      {.name = "diffaugment-share",
       .field = &o.diffaugment_share,
       .group = "Critic input",
       .metavar = "P",
       .help = "Share of the pictures that --diffaugment changes",
       .most = 1,
       .unused = [&o]() -> std::string {
         if (o.diffaugment.empty()) return "it belongs to --diffaugment";
         return o.diffaugment_target > 0 ? "--diffaugment-target sets the share" : "";
       }},
      {.name = "diffaugment-target",
       .field = &o.diffaugment_target,
       .group = "Critic input",
       .metavar = "R",
       .help = "Adapt --diffaugment-share, from 0 on, so that the critic scores real pictures "
               "above held-out "
               "ones by this share of their distance from generated ones (Karras 2020: 0.6); needs "
               "--holdout; 0 for off",
       .most = 1,
       .role = Role::kShape,
       .unused = [&o]() -> std::string {
         return o.diffaugment.empty() ? "it belongs to --diffaugment" : "";
       }},
      {.name = "norm",
       .field = &o.norm,
       .group = "Critic input",
       .help = "Range of pixel values (-1 to 1, 0 to 1, or mean 0 and standard deviation 1 in each "
               "channel)",
       .choices = {"half", "none", "channel"}},
  };
}

}  // namespace wgan
