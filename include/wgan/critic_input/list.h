#pragma once

#include "wgan/options/variants.h"

namespace at {
class Tensor;
}

/// The transforms of DiffAugment. To add one, add its entry here and define its `apply` in a file
/// of its own in src/engine/critic_input.
namespace wgan {

class Random;

/// Each transform (Zhao et al. 2020, Differentiable Augmentation for Data-Efficient GAN Training,
/// section 4) is differentiable and drawn for each sample. `images` are in [-1, 1], [N, C, H, W];
/// `random` has one generator for each sample, which the transform advances.
///
/// An entry also has `kPicturesAlive`: how many pictures of its size the transform keeps for its
/// gradient, for each sample.
namespace diffaugment {

struct Color : Variant {
  static constexpr const char* kName = "color";
  static constexpr double kPicturesAlive = 6;
  static at::Tensor apply(const at::Tensor& images, std::vector<Random>& random);
};

struct Translation : Variant {
  static constexpr const char* kName = "translation";
  static constexpr double kPicturesAlive = 3;
  static at::Tensor apply(const at::Tensor& images, std::vector<Random>& random);
};

struct Cutout : Variant {
  static constexpr const char* kName = "cutout";
  static constexpr double kPicturesAlive = 2;
  static at::Tensor apply(const at::Tensor& images, std::vector<Random>& random);
};

}  // namespace diffaugment

using DiffAugmentList =
    VariantList<diffaugment::Color, diffaugment::Translation, diffaugment::Cutout>;

}  // namespace wgan
